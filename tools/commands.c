/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, in the order of the help: what people look at, what
 * they decide, lists, and what keeps all of it running. */

#include "tools/cli/help.h"
#include "tools/commands.h"
#include "tools/except/words.h"
#include "tools/log/words.h"
#include "tools/run.h"
#include "tools/verbs.h"

#define LOCAL OPT(FOR), OPT(REASON), OPT(REMOVE), OPT(LIST)
#define END (-1)	/* any number of words */

const struct command commands[] = {
	{
		.name = "status", .task = "see",
		.summary = "what is in force, and whether it works",
		.examples =
		"cordon status\n"
		"cordon status --json",
		.forms = FORMS_ROWS, .run = status_run,
	},
	{
		.name = "doctor", .task = "see", .arguments = "[CHECK...]",
		.summary = "looks for what keeps cordon from working",
		.examples =
		"cordon doctor\n"
		"cordon doctor --nagios\n"
		"cordon doctor hooks queues",
		.options = { OPT(NAGIOS) },
		.max_words = END, .words = { KIND_TEXT },
		.forms = FORMS_ROWS, .run = doctor_run,
	},
	{
		.name = "check", .task = "see",
		.arguments = "NAME|ADDRESS|URL...",
		.summary =
		"what would happen to a destination, and on whose authority",
		.examples =
		"cordon check www.kaspersky.com\n"
		"cordon check 77.74.176.1 --client 192.0.2.7\n"
		"cordon check --exit-code example.org",
		.options = { OPT(CLIENT), OPT(EXIT_CODE) },
		.min_words = 1, .max_words = END, .words = { KIND_TEXT },
		.forms = FORMS_ROWS, .run = check_run,
	},
	{
		.name = "log", .task = "see",
		.arguments = "[WORD ...]",
		.summary =
		"who tried to reach which vendor, and why it was decided so",
		.examples =
		"cordon log --since 2h\n"
		"cordon log -f\n"
		"cordon log --client 192.0.2.7 --vendor kaspersky --csv\n"
		"cordon log --client 52:54:00:12:34:56 --since 30d\n"
		"cordon log why 118203\n"
		"cordon log verify",
		.verbs = log_words,
	},
	{
		.name = "hosts", .task = "see",
		.summary =
		"which machines tried, with what, since when; who is new",
		.examples =
		"cordon hosts\n"
		"cordon hosts --new --since 7d\n"
		"cordon hosts --name kaspersky.com --since 30d\n"
		"cordon hosts --vendor kaspersky --csv",
		.options = { LOG_OFTEN, OPT(SINCE), OPT(UNTIL), OPT(NEW),
			   OPT(UTC), LOG_FLEET },
		.often = { LOG_OFTEN },
		.forms = FORMS_ROWS, .paged = true, .run = hosts_run,
	},
	{
		.name = "top", .task = "see",
		.summary =
		"who tries most, which vendors and names, how many a day",
		.examples =
		"cordon top --since 24h\n"
		"cordon top --by vendor\n"
		"cordon top --by day --vendor kaspersky --since 30d\n"
		"cordon top -f --by name --client 192.0.2.0/24",
		.options = { LOG_FILTER, OPT(BY), OPT(SORT), OPT(ONCE) },
		.often = { LOG_OFTEN },
		.forms = FORMS_ROWS, .run = top_run,
	},
	{
		.name = "report", .task = "see",
		.summary = "the page that proves it: who, what, how covered",
		.examples =
		"cordon report --since 90d -o report.html\n"
		"cordon report --vendor kaspersky --since 30d --anonymize -o "
		"r.html\n"
		"cordon report --compare report.html",
		.options = { OPT(VENDOR), OPT(SINCE), OPT(UNTIL), OPT(UTC),
			OPT(REPORT), OPT(OUTPUT), OPT(TITLE), OPT(CONTRACT),
			OPT(ANONYMIZE), OPT(COMPARE), OPT(SCHEDULED),
			LOG_FLEET },
		.often = { OPT(VENDOR) },
		.run = report_run,
	},
	{
		.name = "survey", .task = "see",
		.summary = "what enforcing would have refused, and for whom",
		.examples =
		"cordon survey --since 14d\n"
		"cordon survey --vendor kaspersky --csv",
		.options = { OPT(VENDOR), OPT(SINCE), OPT(UNTIL), OPT(UTC),
			LOG_FLEET },
		.often = { OPT(VENDOR) },
		.forms = FORMS_ROWS, .run = survey_run,
	},
	{
		.name = "audit", .task = "see", .arguments = "[FILE...]",
		.summary = "who changed what, and what it was before",
		.examples =
		"cordon audit --since 7d\n"
		"cordon audit --what mode --csv\n"
		"cordon audit --who alice --what ex-0001",
		.options = { OPT(SINCE), OPT(UNTIL), OPT(WHO), OPT(WHAT),
			OPT(LIMIT), OPT(UTC), OPT(ALL), LOG_FLEET },
		.often = { OPT(WHO), OPT(WHAT) },
		.max_words = END, .words = { KIND_FILE },
		.forms = FORMS_ROWS, .paged = true, .run = audit_run,
	},
	{
		.name = "fleet", .task = "see",
		.summary = "the gateways of a fleet, and what is wrong",
		.examples =
		"cordon fleet\n"
		"cordon fleet --gateway site7 --json\n"
		"# exit 0: all well; 1: warnings; 2: one is silent, enforces "
		"less, or has\n"
		"# another policy; 75: the centre does not answer",
		.options = { OPT(GATEWAY) }, .forms = FORMS_ROWS,
		.run = fleet_run,
	},
	{
		.name = "vendors", .task = "decide",
		.arguments = "[list|show ID|enable ID|disable ID]",
		.summary =
		"the restricted vendors: on whose authority, which are on",
		.examples =
		"cordon vendors\n"
		"cordon vendors show kaspersky\n"
		"cordon vendors enable huawei\n"
		"cordon vendors disable huawei",
		.verbs = vendor_verbs,
	},
	{
		.name = "mode", .task = "decide",
		.arguments = "[off|observe|enforce]",
		.summary =
		"shows or sets whether vendors are blocked or only logged",
		.examples =
		"cordon mode\n"
		"cordon mode enforce --confirm 5m\n"
		"cordon mode observe --vendor kaspersky --for 2h",
		.options = { OPT(VENDOR), OPT(FOR), OPT(CONFIRM) },
		.max_words = 1, .words = { KIND_MODE },
		.forms = FORMS_ROWS, .run = mode_run,
	},
	{
		.name = "confirm", .task = "decide",
		.summary = "makes a mode set with --confirm last",
		.examples = "cordon confirm",
		.run = mode_confirm_run,
	},
	{
		.name = "block", .task = "decide",
		.arguments = "NAME|ADDRESS...",
		.summary = "refuses a destination of your own choice",
		.examples =
		"cordon block ads.example.com\n"
		"cordon block 192.0.2.0/24 --for 2h --reason \"ticket "
		"4711\"\n"
		"cordon block --remove ads.example.com\n"
		"cordon block --list",
		.options = { LOCAL, OPT(FORCE) },
		.max_words = END, .words = { KIND_BLOCKED },
		.forms = FORMS_ROWS, .run = local_block_run,
	},
	{
		.name = "allow", .task = "decide",
		.arguments = "NAME|ADDRESS...",
		.summary = "lets a destination through, whoever lists it",
		.examples =
		"cordon allow www.example.com --for 1d\n"
		"cordon allow --remove www.example.com\n"
		"cordon allow --list",
		.options = { LOCAL },
		.max_words = END, .words = { KIND_ALLOWED },
		.forms = FORMS_ROWS, .run = local_allow_run,
	},
	{
		.name = "protect", .task = "decide",
		.arguments = "NAME|ADDRESS...",
		.summary = "never touches a destination, whatever lists say",
		.examples =
		"cordon protect vpn.example.com 192.0.2.53\n"
		"cordon protect --remove vpn.example.com\n"
		"cordon protect --list",
		.options = { OPT(REASON), OPT(REMOVE), OPT(LIST) },
		.max_words = END, .words = { KIND_PROTECTED },
		.forms = FORMS_ROWS, .run = local_protect_run,
	},
	{
		.name = "except", .task = "decide",
		.arguments = "[list|add|extend ID|remove ID]",
		.summary =
		"who may reach a vendor all the same, and until when",
		.examples =
		"cordon except add --client 192.0.2.7 --vendor kaspersky "
		"--for 30d \\\n"
		"    --reason \"contract until Q4\"\n"
		"cordon except list --all\n"
		"cordon except extend ex-0001 --for 30d\n"
		"cordon except remove ex-0001",
		.verbs = except_words,
	},
	{
		.name = "sync", .task = "lists", .arguments = "[SOURCE...]",
		.summary =
		"takes in lists, compiles them, and puts them in force",
		.examples =
		"cordon sync\n"
		"cordon sync --dry-run\n"
		"cordon sync --offline\n"
		"cordon sync --accept badnets\n"
		"# exit 65: a list was refused; 75: one could not be "
		"fetched, or another\n"
		"# sync would not end; the last good copies stay in force",
		.options = { OPT(DRY_RUN), OPT(OFFLINE), OPT(ACCEPT),
			OPT(DUE), OPT(BOOT), OPT(WAIT), OPT(POLICY),
			OPT(FOLLOW) },
		.max_words = END, .words = { KIND_SOURCE },
		.forms = FORMS_ROWS, .run = sync_run,
	},
	{
		.name = "lists", .task = "lists", .arguments = "[WORD ...]",
		.summary =
		"sources of lists, and the generations compiled of them",
		.examples =
		"cordon lists\n"
		"cordon lists diff\n"
		"cordon lists rollback",
		.verbs = list_verbs,
	},
	{
		.name = "config", .task = "run", .arguments = "[check|show]",
		.summary = "checks or prints the configuration",
		.examples =
		"cordon config check\n"
		"cordon config show\n"
		"cordon -c ./test.conf config check",
		.verbs = config_verbs,
	},
	{
		.name = "reload", .task = "run",
		.summary = "reads configuration and lists anew",
		.examples = "cordon reload",
		.run = mode_reload_run,
	},
	{
		.name = "guard", .task = "run", .arguments = "[show|off|on]",
		.summary = "lifts what no other program may change",
		.examples =
		"cordon guard\n"
		"cordon guard off --for 5m",
		.verbs = guard_verbs,
	},
	{
		.name = "ship", .task = "run",
		.summary = "sends the log to the centre of a fleet",
		.examples =
		"cordon ship --once\n"
		"systemctl enable --now cordon-ship",
		.options = { OPT(ONCE) }, .run = ship_run,
	},
	{
		.name = "publish", .task = "run", .arguments = "[FOLDER]",
		.summary = "signs the policy of a fleet for a web server",
		.examples =
		"cordon publish --new-key --key fleet.key\n"
		"cordon publish fleet --key fleet.key --valid-until 90d "
		"--share 10%\n"
		"cordon publish fleet --key fleet.key --valid-until 90d\n"
		"cordon publish fleet --key fleet.key --again 7",
		.options = { OPT(KEY), OPT(NEW_KEY), OPT(PASSWORD_FILE),
			OPT(VALID_UNTIL), OPT(SHARE), OPT(AGAIN), OPT(TO),
			OPT(NEXT_KEY),
			OPT(DRY_RUN) },
		.max_words = 1, .words = { KIND_FILE }, .run = publish_run,
	},
	{
		.name = "metrics", .task = "run",
		.summary = "prints numbers for Prometheus",
		.examples =
		"cordon metrics\n"
		"cordon metrics --textfile "
		"/var/lib/prometheus/node-exporter/cordon.prom",
		.options = { OPT(TEXTFILE), OPT(HTTP) },
		.forms = FORMS_ROWS, .run = metrics_run,
	},
	{
		.name = "inspect", .task = "run", .arguments = "FILE...|-",
		.summary = "runs captures through the daemon's own pipeline",
		.examples =
		"cordon inspect capture.pcap\n"
		"cordon inspect --names *.pcap\n"
		"tcpdump -i eth0 -w - | cordon inspect -",
		.options = { OPT(NAMES), OPT(ANSWERS), OPT(PACKETS) },
		.min_words = 1, .max_words = END, .words = { KIND_FILE },
		.forms = FORMS_ROWS, .run = inspect_run,
	},
	{
		.name = "completion", .task = "run",
		.arguments = "bash|zsh|fish",
		.summary = "prints what has a shell complete these commands",
		.examples =
		"source <(cordon completion bash)\n"
		"cordon completion zsh "
		">/usr/local/share/zsh/site-functions/_cordon\n"
		"cordon completion fish "
		">~/.config/fish/completions/cordon.fish",
		.min_words = 1, .max_words = 1, .words = { KIND_SHELL },
		.run = completion_run,
	},
	{
		.name = "help", .task = "run",
		.arguments = "[COMMAND [WORD]]",
		.summary = "explains a command",
		.examples =
		"cordon help log\n"
		"cordon help lists parse\n"
		"cordon help --json",
		.max_words = 2, .words = { KIND_COMMAND },
		.forms = FORMS_ROWS, .run = help_run,
	},
	{ .name = NULL }
};
