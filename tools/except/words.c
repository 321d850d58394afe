/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the table of commands that are words of "cordon except". */

#include "tools/except/words.h"
#include "tools/run.h"

const struct command except_words[] = {
	{
		.name = "list",
		.summary = "the register; with --all what is over, too",
		.examples =
		"cordon except list --all\n"
		"cordon except list --vendor kaspersky",
		.options = { OPT(ALL), OPT(CLIENT), OPT(VENDOR) },
		.forms = FORMS_ROWS, .run = except_list_run,
	},
	{
		.name = "add",
		.summary = "lets a client through to a vendor, role or name",
		.examples =
		"cordon except add --client 192.0.2.7 --vendor kaspersky "
		"--for 30d \\\n"
		"    --reason \"contract until Q4\"",
		.options = { OPT(CLIENT), OPT(VENDOR), OPT(ROLE), OPT(NAME),
			OPT(OWNER), OPT(REASON), OPT(TICKET), OPT(FOR),
			OPT(UNTIL) },
		.forms = FORMS_ROWS, .run = except_add_run,
	},
	{
		.name = "extend", .arguments = "ID",
		.summary = "gives it another end",
		.examples = "cordon except extend ex-0001 --for 30d",
		.options = { OPT(FOR), OPT(UNTIL) },
		.min_words = 1, .max_words = 1, .words = { KIND_EXCEPTION },
		.forms = FORMS_ROWS, .run = except_extend_run,
	},
	{
		.name = "remove", .arguments = "ID",
		.summary = "ends it now; it stays in the register",
		.examples = "cordon except remove ex-0001",
		.min_words = 1, .max_words = 1, .words = { KIND_EXCEPTION },
		.forms = FORMS_ROWS, .run = except_remove_run,
	},
	{ .name = NULL }
};
