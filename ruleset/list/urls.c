/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of URLs (RFC 3986): their hosts are listed, whatever the path. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/urls.h"

static size_t scheme_length(struct span url)
{
	size_t n = 0;

	while (n < url.len && ((url.p[n] | 0x20) >= 'a' &&
	       (url.p[n] | 0x20) <= 'z'))
		n++;
	return n > 0 && url.len >= n + 3 && memcmp(url.p + n, "://", 3) == 0 ?
	       n + 3 : 0;
}

unsigned urls_look(struct span line)
{
	return scheme_length(line) ? 4 : 0;
}

/* "scheme://user@host:port/path?query"; a path that is more than "/" tells
 * of more than a host. */
struct span urls_host(struct span url, bool *path)
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
		span_cut(&host, '[');
		return span_cut(&host, ']');
	}
	return span_cut(&host, ':');
}

void urls_note_paths(struct list_reader *r, size_t paths)
{
	if (paths > 0)
		remark_note(r, "%zu URLs have a path: their hosts are listed "
			    "whole, as a path cannot be seen from outside",
			    paths);
}

static void parse(struct list_reader *r)
{
	struct range range;
	struct span line;
	size_t paths = 0;

	while (lines_next_raw(r, &line)) {
		bool path = false;

		if (line.p[0] == '#' || line.p[0] == '!' || line.p[0] == ';' ||
		    span_begins(line, "//"))
			continue;
		line = span_word(&line);
		if (scheme_length(line) || addresses_read(line, &range))
			line = urls_host(line, &path);
		if (put_any(r, line))
			paths += path;
	}
	urls_note_paths(r, paths);
}

const struct list_format urls_format = {
	.word = "urls", .looks = urls_look, .parse = parse,
};
