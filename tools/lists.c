/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists: what lists mean, and which are in force. */

#include <stdlib.h>
#include <sysexits.h>

#include "lib/log.h"
#include "tools/lists.h"
#include "tools/verb.h"

static const struct verb verbs[] = {
	{ "status", 1, 1, lists_status_run },
	{ "show", 1, 2, lists_show_run },
	{ "find", 1, -1, lists_find_run },
	{ "diff", 1, 3, lists_diff_run },
	{ "verify", 1, 1, lists_verify_run },
	{ "rollback", 1, 2, lists_rollback_run },
	{ "pin", 1, 2, lists_pin_run },
	{ "freeze", 1, 1, lists_freeze_run },
	{ "import", 1, 2, lists_import_run },
	{ "parse", 1, -1, lists_parse_run },
	{ "asns", 1, -1, lists_asns_run },
};

unsigned lists_number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	/* strtoul() would also take a sign and spaces. */
	if (*word < '0' || *word > '9' || *end || n == 0 || n > 999999999)
		fatalx_status(EX_USAGE, "\"%s\" is not the number of a "
			      "generation; see \"cordon lists show\"", word);
	return (unsigned)n;
}

int lists_run(const struct args *a)
{
	return verb_run(a, "lists", verbs, sizeof(verbs) / sizeof(verbs[0]));
}
