/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the table of commands that are words of "cordon log". */

#include "tools/log/words.h"
#include "tools/run.h"

const struct command log_words[] = {
	{
		.name = "show", .arguments = "[FILE...]",
		.summary = "the events, the last of them last",
		.examples =
		"cordon log --since 2h\n"
		"cordon log -f\n"
		"cordon log --client 192.0.2.7 --vendor kaspersky --csv\n"
		"cordon log --since yesterday --by client\n"
		"cordon log /mnt/old/eve.json.gz --columns time,mac,rule",
		.options = { LOG_FILTER, OPT(BY), OPT(SORT),
			   OPT(COLUMNS) },
		.often = { LOG_OFTEN },
		.max_words = -1, .words = { KIND_FILE },
		.forms = FORMS_ROWS, .paged = true, .run = log_run,
	},
	{
		.name = "why", .arguments = "SEQ",
		.summary = "why an event was decided so, that day",
		.examples =
		"cordon log --columns time,client,destination,seq\n"
		"cordon log why 118203\n"
		"cordon log why 118203 --json",
		.options = { OPT(STREAM), OPT(UTC) },
		.min_words = 1, .max_words = 1, .words = { KIND_TEXT },
		.run = log_why_run,
	},
	{
		.name = "rescan",
		.summary = "who had contact with what is listed by now",
		.examples =
		"cordon log rescan\n"
		"cordon log rescan --since 30d --vendor kaspersky --csv\n"
		"# of what \"remember\" of cordon.conf(5) keeps",
		.options = { LOG_CHOICE },
		.often = { LOG_OFTEN },
		.forms = FORMS_ROWS, .paged = true, .run = log_rescan_run,
	},
	{
		.name = "verify",
		.summary = "is the log all that was written, and unchanged?",
		.examples =
		"cordon log verify\n"
		"cordon log verify --fleet",
		.options = { LOG_FLEET },
		.forms = FORMS_ROWS, .run = log_verify_run,
	},
	{
		.name = "index",
		.summary = "seals what was rotated, and adds to the history",
		.examples = "cordon log index",
		.run = log_index_run,
	},
	{
		.name = "export", .arguments = "[FILE]",
		.summary = "events for another program",
		.examples =
		"cordon log export --since 30d --format csv\n"
		"cordon log export --format sqlite /tmp/events.db\n"
		"cordon log export --format clickhouse --vendor zte",
		.options = { LOG_CHOICE, OPT(INTO) },
		.often = { LOG_OFTEN },
		.max_words = 1, .words = { KIND_FILE },
		.run = log_export_run,
	},
	{
		.name = "erase",
		.summary = "takes a client out of log, history and reports",
		.examples =
		"cordon log erase --client 192.0.2.7\n"
		"cordon log erase --client 52:54:00:00:00:07 --confirm",
		.options = { OPT(CLIENT), OPT(SURE), LOG_FLEET },
		.run = log_erase_run,
	},
	{
		.name = "key",
		.summary = "makes the key that signs what is sealed",
		.examples = "cordon log key",
		.run = log_key_run,
	},
	{ .name = NULL }
};
