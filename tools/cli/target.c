/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a word of the command line to a name. */

#include <string.h>

#include "ruleset/list/addresses.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/url.h"
#include "tools/cli/target.h"

bool target_name(const char *word, char name[TARGET_NAME], bool *url)
{
	struct span s = { (const uint8_t *)word, strlen(word) };
	struct list_entry e;
	const char *wrong;
	bool path;

	*url = url_scheme(s) > 0;
	if (*url)
		s = url_host(s, &path);
	wrong = hostname_read(hostname_without_wildcard(s), &e);
	if (wrong && wrong != hostname_single_label)
		return false;
	memcpy(name, e.name, e.len + 1u);
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
