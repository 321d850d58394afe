/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a word of the command line to a name. */

#include <string.h>

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
