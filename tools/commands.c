/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of commands, in the order of the help: what people look at, what
 * they decide, lists, and what keeps all of it running. */

#include "tools/commands.h"
#include "tools/lists/lists.h"
#include "tools/vendors/vendors.h"

#define BIT(o) OPTION_BIT(OPTION_##o)
#define TABLE (BIT(CSV) | BIT(PLAIN))
#define FILTER (TABLE | BIT(CLIENT) | BIT(VENDOR) | BIT(NAME) | BIT(ACTION) | \
		BIT(SINCE) | BIT(UNTIL) | BIT(LIMIT) | BIT(UTC) | BIT(FOLLOW))
#define LOCAL (BIT(FOR) | BIT(REASON) | BIT(REMOVE))
#define END (-1)	/* any number of words */

static const struct command vendor_verbs[] = {
	{ "list", NULL, "", "all there are, and which are on here",
	  "cordon vendors list\ncordon vendors list --csv", TABLE, 0, 0,
	  { KIND_NONE }, vendors_list_run, NULL },
	{ "show", NULL, "ID", "one of them: legal bases, names, sources",
	  "cordon vendors show kaspersky", 0, 1, 1,
	  { KIND_CATALOGUE }, vendors_show, NULL },
	{ "enable", NULL, "ID", "restricts it here",
	  "cordon vendors enable huawei", 0, 1, 1,
	  { KIND_VENDOR }, vendors_enable_run, NULL },
	{ "disable", NULL, "ID", "leaves it alone",
	  "cordon vendors disable huawei", 0, 1, 1,
	  { KIND_VENDOR }, vendors_disable_run, NULL },
	{ .name = NULL }
};

static const struct command except_verbs[] = {
	{ "list", NULL, "", "the register; with --all what is over, too",
	  "cordon except list --all\ncordon except list --vendor kaspersky",
	  TABLE | BIT(ALL) | BIT(CLIENT) | BIT(VENDOR), 0, 0,
	  { KIND_NONE }, except_list_run, NULL },
	{ "add", NULL, "", "lets a client through to a vendor, role or name",
	  "cordon except add --client 192.0.2.7 --vendor kaspersky --for 30d "
	  "\\\n    --reason \"contract until Q4\"",
	  BIT(CLIENT) | BIT(VENDOR) | BIT(ROLE) | BIT(NAME) | BIT(OWNER) |
	  BIT(REASON) | BIT(TICKET) | BIT(FOR) | BIT(UNTIL), 0, 0,
	  { KIND_NONE }, except_add_run, NULL },
	{ "extend", NULL, "ID", "gives it another end",
	  "cordon except extend ex-0001 --for 30d", BIT(FOR) | BIT(UNTIL),
	  1, 1, { KIND_EXCEPTION }, except_extend_run, NULL },
	{ "remove", NULL, "ID", "ends it now; it stays in the register",
	  "cordon except remove ex-0001", 0, 1, 1,
	  { KIND_EXCEPTION }, except_remove_run, NULL },
	{ .name = NULL }
};

static const struct command list_verbs[] = {
	{ "status", NULL, "", "every source, and what to do about it",
	  "cordon lists status", TABLE, 0, 0,
	  { KIND_NONE }, lists_status_run, NULL },
	{ "show", NULL, "[N]", "the generations, or what one was made of",
	  "cordon lists show\ncordon lists show 3", TABLE, 0, 1,
	  { KIND_GENERATION }, lists_show_run, NULL },
	{ "find", NULL, "NAME|ADDRESS...", "who lists it; exit 1 if nobody",
	  "cordon lists find www.example.org 192.0.2.7", TABLE, 1, END,
	  { KIND_TEXT }, lists_find_run, NULL },
	{ "diff", NULL, "[A [B]]", "what the last one changed, or between two",
	  "cordon lists diff\ncordon lists diff 3 4", TABLE, 0, 2,
	  { KIND_GENERATION }, lists_diff_run, NULL },
	{ "verify", NULL, "", "are generations and copies whole, and whose?",
	  "cordon lists verify", TABLE, 0, 0,
	  { KIND_NONE }, lists_verify_run, NULL },
	{ "rollback", NULL, "[N]", "goes back one generation, and stays there",
	  "cordon lists rollback\ncordon lists pin --off; cordon sync",
	  BIT(WAIT), 0, 1, { KIND_GENERATION }, lists_rollback_run, NULL },
	{ "pin", NULL, "[N]", "keeps a generation in force; --off ends it",
	  "cordon lists pin\ncordon lists pin --off", BIT(OFF) | BIT(WAIT),
	  0, 1, { KIND_GENERATION }, lists_pin_run, NULL },
	{ "freeze", NULL, "", "takes in no more lists; --off ends it",
	  "cordon lists freeze\ncordon lists freeze --off",
	  BIT(OFF) | BIT(WAIT), 0, 0, { KIND_NONE }, lists_freeze_run, NULL },
	{ "import", NULL, "FILE", "a file in place of what would be fetched",
	  "cordon lists import list.txt --source badnets",
	  BIT(SOURCE) | BIT(ACCEPT) | BIT(WAIT), 1, 1,
	  { KIND_FILE }, lists_import_run, NULL },
	{ "parse", NULL, "FILE...|-", "what a list means, an entry a line",
	  "cordon lists parse --format csv --column dst_ip feed.csv\n"
	  "curl -s https://example.org/list | cordon lists parse -\n"
	  "# rejected lines go to stderr; exit 65 only if a list is refused",
	  TABLE | BIT(FORMAT) | BIT(MATCH) | BIT(COLUMN) | BIT(ATTRIBUTES), 1,
	  END,
	  { KIND_FILE }, lists_parse_run, NULL },
	{ "asns", NULL, "FILE ASN...", "what a file says that an AS announces",
	  "cordon lists asns GeoLite2-ASN.mmdb AS64500", TABLE, 2, END,
	  { KIND_FILE, KIND_TEXT }, lists_asns_run, NULL },
	{ .name = NULL }
};

static const struct command config_verbs[] = {
	{ "check", NULL, "", "looks for mistakes, in lists too",
	  "cordon config check\ncordon -c ./test.conf config check", 0, 0, 0,
	  { KIND_NONE }, config_check_run, NULL },
	{ "show", NULL, "", "every setting, and where it comes from",
	  "cordon config show", 0, 0, 0,
	  { KIND_NONE }, config_show_run, NULL },
	{ .name = NULL }
};

const struct command commands[] = {
	{ "status", "see", "", "what is in force, and whether it works",
	  "cordon status\ncordon status --json", TABLE, 0, 0,
	  { KIND_NONE }, status_run, NULL },
	{ "doctor", "see", "[CHECK...]",
	  "looks for what keeps cordon from working",
	  "cordon doctor\ncordon doctor --nagios\ncordon doctor hooks queues",
	  TABLE | BIT(NAGIOS), 0, END, { KIND_TEXT }, doctor_run, NULL },
	{ "check", "see", "NAME|ADDRESS|URL...",
	  "what would happen to a destination, and on whose authority",
	  "cordon check www.kaspersky.com\n"
	  "cordon check 77.74.176.1 --client 192.0.2.7\n"
	  "cordon check --exit-code example.org",
	  BIT(CLIENT) | BIT(EXIT_CODE), 1, END,
	  { KIND_TEXT }, check_run, NULL },
	{ "log", "see", "", "who tried to reach which vendor",
	  "cordon log --since 2h\ncordon log -f\n"
	  "cordon log --client 192.0.2.7 --vendor kaspersky --csv",
	  FILTER, 0, 0, { KIND_NONE }, log_run, NULL },
	{ "top", "see", "", "who tries most, which vendors, which names",
	  "cordon top --since 24h\ncordon top --by vendor\n"
	  "cordon top -f --by name --client 192.0.2.0/24",
	  FILTER | BIT(BY), 0, 0, { KIND_NONE }, top_run, NULL },

	{ "vendors", "decide", "[list|show ID|enable ID|disable ID]",
	  "the restricted vendors: on whose authority, which are on",
	  "cordon vendors\ncordon vendors show kaspersky\n"
	  "cordon vendors enable huawei\ncordon vendors disable huawei",
	  .verbs = vendor_verbs },
	{ "mode", "decide", "[off|observe|enforce]",
	  "shows or sets whether vendors are blocked or only logged",
	  "cordon mode\ncordon mode enforce --confirm 5m\n"
	  "cordon mode observe --vendor kaspersky --for 2h",
	  BIT(VENDOR) | BIT(FOR) | BIT(CONFIRM), 0, 1,
	  { KIND_MODE }, mode_run, NULL },
	{ "confirm", "decide", "", "makes a mode set with --confirm last",
	  "cordon confirm", 0, 0, 0, { KIND_NONE }, confirm_run, NULL },
	{ "block", "decide", "NAME|ADDRESS...",
	  "refuses a destination of your own choice",
	  "cordon block ads.example.com\n"
	  "cordon block 192.0.2.0/24 --for 2h --reason \"ticket 4711\"\n"
	  "cordon block --remove ads.example.com",
	  LOCAL, 1, END, { KIND_BLOCKED }, block_run, NULL },
	{ "allow", "decide", "NAME|ADDRESS...",
	  "lets a destination through, whoever lists it",
	  "cordon allow www.example.com --for 1d\n"
	  "cordon allow --remove www.example.com",
	  LOCAL, 1, END, { KIND_ALLOWED }, allow_run, NULL },
	{ "except", "decide", "[list|add|extend ID|remove ID]",
	  "who may reach a vendor all the same, and until when",
	  "cordon except add --client 192.0.2.7 --vendor kaspersky --for 30d "
	  "\\\n    --reason \"contract until Q4\"\n"
	  "cordon except list --all\n"
	  "cordon except extend ex-0001 --for 30d\n"
	  "cordon except remove ex-0001",
	  .verbs = except_verbs },

	{ "sync", "lists", "[SOURCE...]",
	  "takes in lists, compiles them, and puts them in force",
	  "cordon sync\ncordon sync --dry-run\ncordon sync --offline\n"
	  "cordon sync --accept badnets\n"
	  "# exit 65: a list was refused; 75: one could not be fetched, or "
	  "another\n# sync would not end; the last good copies stay in force",
	  TABLE | BIT(DRY_RUN) | BIT(OFFLINE) | BIT(ACCEPT) | BIT(DUE) |
	  BIT(BOOT) | BIT(WAIT), 0, END, { KIND_SOURCE }, sync_run, NULL },
	{ "lists", "lists", "[WORD ...]",
	  "sources of lists, and the generations compiled of them",
	  "cordon lists\ncordon lists diff\ncordon lists rollback",
	  .verbs = list_verbs },

	{ "config", "run", "[check|show]",
	  "checks or prints the configuration",
	  "cordon config check\ncordon config show\n"
	  "cordon -c ./test.conf config check", .verbs = config_verbs },
	{ "reload", "run", "", "reads configuration and lists anew",
	  "cordon reload", 0, 0, 0, { KIND_NONE }, reload_run, NULL },
	{ "metrics", "run", "", "prints numbers for Prometheus",
	  "cordon metrics\n"
	  "cordon metrics --textfile "
	  "/var/lib/prometheus/node-exporter/cordon.prom",
	  BIT(TEXTFILE) | BIT(HTTP), 0, 0, { KIND_NONE }, metrics_run, NULL },
	{ "inspect", "run", "FILE...|-",
	  "runs captures through the daemon's own pipeline",
	  "cordon inspect capture.pcap\n"
	  "cordon inspect --names *.pcap\n"
	  "tcpdump -i eth0 -w - | cordon inspect -",
	  BIT(NAMES) | BIT(ANSWERS) | BIT(PACKETS) | TABLE, 1, END,
	  { KIND_FILE }, inspect_run, NULL },
	{ "completion", "run", "bash|zsh|fish",
	  "prints what has a shell complete these commands",
	  "source <(cordon completion bash)\n"
	  "cordon completion zsh >/usr/local/share/zsh/site-functions/_cordon\n"
	  "cordon completion fish >~/.config/fish/completions/cordon.fish",
	  0, 1, 1, { KIND_SHELL }, completion_run, NULL },
	{ "help", "run", "[COMMAND [WORD]]", "explains a command",
	  "cordon help log\ncordon help lists parse\ncordon help --json",
	  0, 0, 2, { KIND_COMMAND }, help_run, NULL },
	{ .name = NULL }
};
