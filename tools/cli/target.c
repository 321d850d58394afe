/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a word of the command line to a name. */

#include <string.h>

#include "ruleset/list/addresses.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/url.h"
#include "tools/cli/target.h"

/* Without ":443" behind a name with dots. */
static struct span without_port(struct span s)
{
	struct span rest = s, host = span_cut(&rest, ':');

	for (size_t i = 0; i < rest.len; i++)
		if (rest.p[i] < '0' || rest.p[i] > '9')
			return s;
	return rest.len > 0 && rest.len <= 5 &&
	       memchr(host.p, '.', host.len) ? host : s;
}

bool target_name(const char *word, char name[TARGET_NAME], bool *url)
{
	struct span s = { (const uint8_t *)word, strlen(word) };
	struct list_entry e;
	const char *wrong;
	bool path;

	*url = url_scheme(s) > 0;
	if (*url)
		s = url_host(s, &path);
	s = hostname_without_wildcard(without_port(s));
	wrong = hostname_read(s, &e);
	if (wrong && wrong != hostname_single_label)
		return false;
	memcpy(name, e.name, e.len + 1u);
	return true;
}

bool target_asked(const char *word, char name[TARGET_NAME])
{
	bool below = strncmp(word, "*.", 2) == 0, url;
	size_t len;

	if (!target_name(word, name, &url))
		return false;
	len = strlen(name);
	if (below && len + 3 <= TARGET_NAME) {
		memmove(name + 2, name, len + 1);
		memcpy(name, "*.", 2);
	}
	return true;
}

bool target_address(const char *word, struct prefix *p)
{
	struct span s = { (const uint8_t *)word, strlen(word) };
	const uint8_t *colon = memchr(s.p, ':', s.len);
	bool path;

	if (prefix_parse(word, p))
		return true;
	if (!url_scheme(s) && *word != '[' &&
	    (!colon || colon != memrchr(s.p, ':', s.len)))
		return false;
	return addresses_read_prefix(url_host(s, &path), p) && p->len == 128;
}
