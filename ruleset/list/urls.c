/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of URLs (RFC 3986): their hosts are listed, whatever the path. */

#include "ruleset/list/formats.h"

static size_t scheme_length(struct span url)
{
	size_t n = 0;

	while (n < url.len && ((url.p[n] | 0x20) >= 'a' &&
	       (url.p[n] | 0x20) <= 'z'))
		n++;
	return n > 0 && url.len >= n + 3 && memcmp(url.p + n, "://", 3) == 0 ?
	       n + 3 : 0;
}

unsigned urls_looks(struct span line)
{
	return scheme_length(line) ? 4 : 0;
}

/* "scheme://user@host:port/path?query"; a path that is more than "/" tells
 * of more than a host. */
struct span url_host(struct span url, bool *path)
{
	size_t n = scheme_length(url), at;
	struct span host;

	url.p += n;
	url.len -= n;
	host = url;
	for (at = 0; at < url.len && !strchr("/?#", url.p[at]); at++)
		;
	*path = at + 1 < url.len;
	host.len = at;
	for (size_t i = 0; i < at; i++)
		if (url.p[i] == '@')
			host = (struct span) { url.p + i + 1, at - i - 1 };
	if (host.len > 0 && host.p[0] == '[') {
		cut_at(&host, '[');
		return cut_at(&host, ']');
	}
	return cut_at(&host, ':');
}

void note_paths(struct list_reader *r, size_t paths)
{
	if (paths > 0)
		note(r, "%zu URLs have a path: their hosts are listed whole, "
		     "as a path cannot be seen from outside", paths);
}

void urls_parse(struct list_reader *r)
{
	struct range range;
	struct span line;
	size_t paths = 0;

	while (next_raw_line(r, &line)) {
		bool path = false;

		if (line.p[0] == '#' || line.p[0] == '!' || line.p[0] == ';' ||
		    starts_with(line, "//"))
			continue;
		line = next_word(&line);
		if (scheme_length(line) || read_range(line, &range))
			line = url_host(line, &path);
		if (put_any(r, line))
			paths += path;
	}
	note_paths(r, paths);
}
