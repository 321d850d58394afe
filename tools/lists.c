/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists: what lists mean, and which are in force. */

#include "tools/lists.h"
#include "tools/verb.h"

static const struct verb verbs[] = {
	{ "status", 1, -1, lists_status_run },
	{ "show", 1, -1, lists_show_run },
	{ "find", 1, -1, lists_find_run },
	{ "diff", 1, -1, lists_diff_run },
	{ "verify", 1, -1, lists_verify_run },
	{ "rollback", 1, -1, lists_rollback_run },
	{ "pin", 1, -1, lists_pin_run },
	{ "freeze", 1, -1, lists_freeze_run },
	{ "import", 1, -1, lists_import_run },
	{ "parse", 1, -1, lists_parse_run },
	{ "asns", 1, -1, lists_asns_run },
};

int lists_run(const struct args *a)
{
	return verb_run(a, "lists", verbs, sizeof(verbs) / sizeof(verbs[0]));
}
