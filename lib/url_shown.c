/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a URL is no key. */

#include <stdio.h>
#include <string.h>

#include "lib/url_shown.h"

const char *url_shown(const char *url, char *out, size_t size)
{
	const char *host = strstr(url, "://"), *at;

	host = host ? host + 3 : url;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	at = at ? at + 1 : host;
	snprintf(out, size, "%.*s%.*s%s", (int)(host - url), url,
		 (int)strcspn(at, "?#"), at, strchr(at, '?') ? "?..." : "");
	return out;
}
