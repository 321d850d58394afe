/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second words of commands that have some, in the order of the help. */

#include "tools/run.h"
#include "tools/verbs.h"

#define END (-1)	/* any number of words */

const struct command vendor_verbs[] = {
	{
		.name = "list",
		.summary = "all there are, and which are on here",
		.examples =
		"cordon vendors list\n"
		"cordon vendors list --csv",
		.forms = FORMS_ROWS, .run = vendors_list_run,
	},
	{
		.name = "show", .arguments = "ID",
		.summary = "one of them: legal bases, names, sources",
		.examples = "cordon vendors show kaspersky",
		.min_words = 1, .max_words = 1, .words = { KIND_CATALOGUE },
		.forms = FORMS_ROWS, .run = vendors_show_run,
	},
	{
		.name = "calendar",
		.summary = "the dates ahead of the law that binds here",
		.examples = "cordon vendors calendar",
		.forms = FORMS_ROWS, .run = vendors_calendar_run,
	},
	{
		.name = "diff", .arguments = "OLD [NEW]",
		.summary = "what one catalogue has that another has not",
		.examples =
		"cordon vendors diff /usr/share/cordon/vendors.old\n"
		"cordon vendors diff old new --csv",
		.min_words = 1, .max_words = 2,
		.words = { KIND_FILE, KIND_FILE },
		.forms = FORMS_ROWS, .run = vendors_diff_run,
	},
	{
		.name = "enable", .arguments = "ID...",
		.summary = "restricts it here",
		.examples =
		"cordon vendors enable huawei\n"
		"cordon vendors enable huawei zte",
		.min_words = 1, .max_words = END, .words = { KIND_VENDOR },
		.forms = FORMS_ROWS, .run = vendors_switch_enable_run,
	},
	{
		.name = "disable", .arguments = "ID...",
		.summary = "leaves it alone",
		.examples = "cordon vendors disable huawei",
		.min_words = 1, .max_words = END, .words = { KIND_VENDOR },
		.forms = FORMS_ROWS, .run = vendors_switch_disable_run,
	},
	{ .name = NULL }
};

const struct command list_verbs[] = {
	{
		.name = "status",
		.summary = "every source, and what to do about it",
		.examples = "cordon lists status",
		.options = { OPT(OVERLAP) }, .forms = FORMS_ROWS,
		.run = lists_status_run,
	},
	{
		.name = "show", .arguments = "[N]",
		.summary = "the generations, or what one was made of",
		.examples =
		"cordon lists show\n"
		"cordon lists show 3",
		.max_words = 1, .words = { KIND_GENERATION },
		.forms = FORMS_ROWS, .run = lists_show_run,
	},
	{
		.name = "find", .arguments = "NAME|ADDRESS...",
		.summary = "who lists it; exit 1 if nobody",
		.examples = "cordon lists find www.example.org 192.0.2.7",
		.min_words = 1, .max_words = END, .words = { KIND_TEXT },
		.forms = FORMS_ROWS, .run = lists_find_run,
	},
	{
		.name = "diff", .arguments = "[A [B]]",
		.summary = "what the last one changed, or between two",
		.examples =
		"cordon lists diff\n"
		"cordon lists diff 3 4",
		.max_words = 2, .words = { KIND_GENERATION },
		.forms = FORMS_ROWS, .run = lists_diff_run,
	},
	{
		.name = "verify",
		.summary = "are generations and copies whole, and whose?",
		.examples = "cordon lists verify",
		.forms = FORMS_ROWS, .run = lists_verify_run,
	},
	{
		.name = "rollback", .arguments = "[N]",
		.summary = "goes back one generation, and stays there",
		.examples =
		"cordon lists rollback\n"
		"cordon lists pin --off; cordon sync",
		.options = { OPT(WAIT) },
		.max_words = 1, .words = { KIND_GENERATION },
		.forms = FORMS_ROWS, .run = lists_hold_rollback_run,
	},
	{
		.name = "pin", .arguments = "[N]",
		.summary = "keeps a generation in force; --off ends it",
		.examples =
		"cordon lists pin\n"
		"cordon lists pin --off",
		.options = { OPT(OFF), OPT(WAIT) },
		.max_words = 1, .words = { KIND_GENERATION },
		.forms = FORMS_ROWS, .run = lists_hold_pin_run,
	},
	{
		.name = "freeze",
		.summary = "takes in no more lists; --off ends it",
		.examples =
		"cordon lists freeze\n"
		"cordon lists freeze --off",
		.options = { OPT(OFF), OPT(WAIT) },
		.forms = FORMS_ROWS, .run = lists_hold_freeze_run,
	},
	{
		.name = "import", .arguments = "FILE",
		.summary = "a file in place of what would be fetched",
		.examples = "cordon lists import list.txt --source badnets",
		.options = { OPT(SOURCE), OPT(ACCEPT), OPT(WAIT) },
		.min_words = 1, .max_words = 1, .words = { KIND_FILE },
		.forms = FORMS_ROWS, .run = lists_import_run,
	},
	{
		.name = "parse", .arguments = "FILE...|-",
		.summary = "what a list means, an entry a line",
		.examples =
		"cordon lists parse --format csv --column dst_ip feed.csv\n"
		"curl -s https://example.org/list | cordon lists parse -\n"
		"# rejected lines go to stderr; exit 65 only if a list is "
		"refused",
		.options = { OPT(FORMAT), OPT(MATCH), OPT(COLUMN),
			OPT(WHERE), OPT(PATH), OPT(COUNTRY),
			OPT(ALLOWING), OPT(ATTRIBUTES) },
		.min_words = 1, .max_words = END, .words = { KIND_FILE },
		.forms = FORMS_ROWS, .run = lists_parse_run,
	},
	{
		.name = "asns", .arguments = "FILE ASN...",
		.summary = "what a file says that an AS announces",
		.examples = "cordon lists asns GeoLite2-ASN.mmdb AS64500",
		.min_words = 2, .max_words = END,
		.words = { KIND_FILE, KIND_TEXT },
		.forms = FORMS_ROWS, .run = lists_asns_run,
	},
	{ .name = NULL }
};

const struct command config_verbs[] = {
	{
		.name = "check",
		.summary = "looks for mistakes, in lists too",
		.examples =
		"cordon config check\n"
		"cordon -c ./test.conf config check",
		.forms = FORMS_ROWS, .run = config_check_run,
	},
	{
		.name = "show",
		.summary = "every setting, and where it comes from",
		.examples = "cordon config show",
		.forms = FORMS_ROWS, .run = config_show_run,
	},
	{ .name = NULL }
};

const struct command guard_verbs[] = {
	{
		.name = "show",
		.summary = "does it hold, and what has it held back?",
		.examples = "cordon guard",
		.forms = FORMS_ROWS, .run = guard_show_run,
	},
	{
		.name = "off",
		.summary = "takes its table away, a minute or --for as long",
		.examples = "cordon guard off --for 10m",
		.options = { OPT(FOR) }, .run = guard_off_run,
	},
	{
		.name = "on",
		.summary = "sets it again before that time is over",
		.examples = "cordon guard on",
		.run = guard_on_run,
	},
	{ .name = NULL }
};
