/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists: what lists mean, and which are in force. */

#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/lists.h"

static const struct lists_word {
	const char *name;
	int (*run)(const struct args *a);
} words[] = {
	{ "status", lists_status_run },
	{ "show", lists_show_run },
	{ "find", lists_find_run },
	{ "diff", lists_diff_run },
	{ "verify", lists_verify_run },
	{ "rollback", lists_rollback_run },
	{ "pin", lists_pin_run },
	{ "freeze", lists_freeze_run },
	{ "import", lists_import_run },
	{ "parse", lists_parse_run },
	{ "asns", lists_asns_run },
};

#define NWORDS (sizeof(words) / sizeof(words[0]))

int lists_run(const struct args *a)
{
	const char *names[NWORDS], *near;

	for (size_t i = 0; i < NWORDS; i++) {
		if (strcmp(a->words[0], words[i].name) == 0)
			return words[i].run(a);
		names[i] = words[i].name;
	}
	near = suggest(a->words[0], names, NWORDS, sizeof(*names));
	fatalx_status(EX_USAGE, "unknown word \"%s\"; %s%s%s", a->words[0],
		      near ? "did you mean \"" : "see \"cordon help lists",
		      near ? near : "", "\"");
}
