/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a URL to its host. */

#include "lib/array.h"
#include "ruleset/list/url.h"

size_t url_scheme(struct span url)
{
	size_t n = 0;

	while (n < url.len && (ascii_lower(url.p[n]) >= 'a' &&
	       ascii_lower(url.p[n]) <= 'z'))
		n++;
	return n > 0 && url.len >= n + 3 && memcmp(url.p + n, "://", 3) == 0 ?
	       n + 3 : 0;
}

/* "scheme://user@host:port/path?query"; a path that is more than "/" tells
 * of more than a host. */
struct span url_host(struct span url, bool *path)
{
	size_t n = url_scheme(url), at;
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

/* What stands for a sign that would make it a link. */
static const struct {
	const char *fanged, *meant;
} signs[] = {
	{ "[.]", "." }, { "(.)", "." }, { "{.}", "." }, { "[dot]", "." },
	{ "(dot)", "." }, { "[.", "." }, { ".]", "." }, { "\\.", "." },
	{ "[:]", ":" }, { "[://]", "://" }, { "[/]", "/" }, { "[at]", "@" },
	{ "[@]", "@" },
};

static size_t sign_at(struct span s, const char **meant)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		size_t len = strlen(signs[i].fanged);
		struct span here = { s.p, len };

		if (s.len >= len && span_is_nocase(here, signs[i].fanged)) {
			*meant = signs[i].meant;
			return len;
		}
	}
	return 0;
}

/* "hxxps" and the like in front of a URL. */
static size_t scheme_at(struct span s, const char **meant)
{
	static const char *const schemes[][2] = {
		{ "hxxps", "https" }, { "hxxp", "http" }, { "h**p", "http" },
		{ "meows", "https" }, { "fxp", "ftp" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		size_t len = strlen(schemes[i][0]);
		struct span here = { s.p, len };

		if (s.len > len && (s.p[len] == ':' || s.p[len] == '[') &&
		    span_is_nocase(here, schemes[i][0])) {
			*meant = schemes[i][1];
			return len;
		}
	}
	return 0;
}

bool url_refang(struct span s, char *out, size_t size, size_t *len)
{
	const char *meant = "";
	size_t taken = scheme_at(s, &meant);
	bool changed = false;

	*len = 0;
	while (s.len > 0) {
		size_t n;

		if (taken == 0)
			taken = sign_at(s, &meant);
		n = taken ? strlen(meant) : 1;
		if (*len + n > size)
			return false;
		memcpy(out + *len, taken ? meant : (const char *)s.p, n);
		*len += n;
		changed |= taken > 0;
		n = taken ? taken : 1;
		s.p += n;
		s.len -= n;
		taken = 0;
	}
	return changed;
}
