/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of subcommands, and what reads a command line by it. */

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/command.h"

const struct command commands[] = {
	{ "status", "", "what is in force, and whether it works",
	  "cordon status\ncordon status --json", TAKES_TABLE, 0, 0,
	  status_run },
	{ "check", "NAME|ADDRESS|URL...",
	  "what would happen to a destination, and on whose authority",
	  "cordon check www.kaspersky.com\n"
	  "cordon check 77.74.176.1 --client 192.0.2.7\n"
	  "cordon check --exit-code example.org",
	  TAKES_CLIENT | TAKES_EXIT_CODE, 1, -1, check_run },
	{ "log", "", "who tried to reach which vendor",
	  "cordon log --since 2h\ncordon log -f\n"
	  "cordon log --client 192.0.2.7 --vendor kaspersky --csv",
	  TAKES_TABLE | TAKES_CLIENT | TAKES_FILTER | TAKES_FOLLOW, 0, 0,
	  log_run },
	{ "top", "", "who tries most, which vendors, which names",
	  "cordon top --since 24h\ncordon top --by vendor\n"
	  "cordon top -f --by name --client 192.0.2.0/24",
	  TAKES_TOP | TAKES_TABLE | TAKES_CLIENT | TAKES_FILTER |
	  TAKES_FOLLOW, 0, 0, top_run },
	{ "except", "[add|list|extend ID|remove ID]",
	  "who may reach a restricted vendor all the same, and until when",
	  "cordon except add --client 192.0.2.7 --vendor kaspersky "
	  "--for 30d --reason \"contract until Q4\"\n"
	  "cordon except list --all\n"
	  "cordon except extend ex-0001 --for 30d\n"
	  "cordon except remove ex-0001",
	  TAKES_EXCEPT | TAKES_TABLE | TAKES_CLIENT, 0, 2, except_run },
	{ "vendors", "[list|show ID|enable ID|disable ID]",
	  "the restricted vendors: on whose authority, and which are on here",
	  "cordon vendors\ncordon vendors show kaspersky\n"
	  "cordon vendors enable huawei\ncordon vendors disable huawei",
	  TAKES_TABLE, 0, 2, vendors_run },
	{ "lists", "status|show [N]|find WHAT...|diff [A B]|verify|rollback "
	  "[N]|pin [N]|freeze|import FILE|parse FILE...|asns FILE ASN...",
	  "sources of lists, and the generations compiled of them",
	  "cordon lists status\ncordon lists diff\n"
	  "cordon lists find www.example.org 192.0.2.7\n"
	  "cordon lists rollback\ncordon lists pin --off\n"
	  "cordon lists import list.txt --source badnets\n"
	  "cordon lists parse --format csv --column dst_ip feed.csv\n"
	  "curl -s https://example.org/list | cordon lists parse -\n"
	  "cordon lists asns GeoLite2-ASN.mmdb AS64500\n"
	  "# rejected lines go to stderr; exit 65 only if a list is refused",
	  TAKES_PARSE | TAKES_LISTS | TAKES_TABLE, 1, -1, lists_run },
	{ "sync", "[SOURCE...]",
	  "takes in lists, compiles them, and puts them in force",
	  "cordon sync\ncordon sync --dry-run\ncordon sync --offline\n"
	  "cordon sync --accept badnets\n"
	  "# exit 65: a list was refused; 75: one could not be fetched, or "
	  "another\n# sync would not end; the last good copies stay in force",
	  TAKES_SYNC | TAKES_TABLE, 0, -1, sync_run },
	{ "block", "NAME|ADDRESS...",
	  "refuses a destination of your own choice",
	  "cordon block ads.example.com\n"
	  "cordon block 192.0.2.0/24 --for 2h --reason \"ticket 4711\"\n"
	  "cordon block --remove ads.example.com",
	  TAKES_LOCAL, 1, -1, block_run },
	{ "allow", "NAME|ADDRESS...",
	  "lets a destination through, whoever lists it",
	  "cordon allow www.example.com --for 1d\n"
	  "cordon allow --remove www.example.com",
	  TAKES_LOCAL, 1, -1, allow_run },
	{ "mode", "[off|observe|enforce]",
	  "shows or sets whether vendors are blocked or only logged",
	  "cordon mode\ncordon mode enforce --confirm 5m\n"
	  "cordon mode observe --vendor kaspersky --for 2h",
	  TAKES_MODE, 0, 1, mode_run },
	{ "confirm", "", "makes a mode set with --confirm last",
	  "cordon confirm", 0, 0, 0, confirm_run },
	{ "reload", "", "reads configuration and lists anew",
	  "cordon reload", 0, 0, 0, reload_run },
	{ "config", "check|show", "checks or prints the configuration",
	  "cordon config check\ncordon config show\n"
	  "cordon -c ./test.conf config check", 0, 1, 1, config_run },
	{ "doctor", "", "looks for what keeps cordon from working",
	  "cordon doctor\ncordon doctor --nagios",
	  TAKES_NAGIOS | TAKES_TABLE, 0, 0, doctor_run },
	{ "metrics", "", "prints numbers for Prometheus",
	  "cordon metrics\n"
	  "cordon metrics --textfile "
	  "/var/lib/prometheus/node-exporter/cordon.prom",
	  TAKES_METRICS, 0, 0, metrics_run },
	{ "inspect", "FILE...|-",
	  "runs captures through the daemon's own pipeline",
	  "cordon inspect capture.pcap\n"
	  "cordon inspect --names *.pcap\n"
	  "tcpdump -i eth0 -w - | cordon inspect -",
	  TAKES_NAMES | TAKES_TABLE, 1, -1, inspect_run },
	{ "help", "[COMMAND]", "explains a command", "cordon help log", 0, 0,
	  1, help_run },
};

const size_t ncommands = sizeof(commands) / sizeof(commands[0]);

enum value { FLAG, TEXT };

static const struct option_row {
	const char *name;
	char letter;
	const char *value;	/* of a TEXT, in help */
	const char *help;
	unsigned taken_by;	/* enum option_set; 0: by all */
	enum value kind;
	size_t offset;
} options[] = {
#define F(f) offsetof(struct args, f)
	{ "config", 'c', "FILE", "configuration file", 0, TEXT, F(config) },
	{ "socket", 's', "FILE", "control socket of cordond", 0, TEXT,
	  F(socket) },
	{ "json", 0, NULL, "print JSON", 0, FLAG, F(json) },
	{ "color", 0, "WHEN", "auto, always or never", 0, TEXT, F(color) },
	{ "help", 'h', NULL, "print help", 0, FLAG, F(help) },
	{ "version", 'V', NULL, "print the version", 0, FLAG, F(version) },
	{ "csv", 0, NULL, "print comma-separated values", TAKES_TABLE, FLAG,
	  F(csv) },
	{ "plain", 0, NULL, "print tab-separated values without header",
	  TAKES_TABLE, FLAG, F(plain) },
	{ "client", 0, "ADDRESS", "the host that connects, or a prefix",
	  TAKES_CLIENT, TEXT, F(client) },
	{ "vendor", 0, "ID", "only this vendor",
	  TAKES_FILTER | TAKES_MODE | TAKES_EXCEPT, TEXT, F(vendor) },
	{ "name", 0, "NAME", "only this name and those below it",
	  TAKES_FILTER | TAKES_EXCEPT, TEXT, F(name) },
	{ "action", 0, "WORD", "only blocked, logged or excepted",
	  TAKES_FILTER, TEXT, F(action) },
	{ "since", 0, "TIME", "from then on: 2h, today, 2026-09-23T08:15:00Z",
	  TAKES_FILTER, TEXT, F(since) },
	{ "until", 0, "TIME", "up to then", TAKES_FILTER | TAKES_EXCEPT, TEXT,
	  F(until) },
	{ "limit", 'n', "N", "only the last N", TAKES_FILTER, TEXT, F(limit) },
	{ "utc", 0, NULL, "times in UTC, not local", TAKES_FILTER, FLAG,
	  F(utc) },
	{ "follow", 'f', NULL, "go on with what comes", TAKES_FOLLOW, FLAG,
	  F(follow) },
	{ "textfile", 0, "FILE", "write there, whole or not at all",
	  TAKES_METRICS, TEXT, F(textfile) },
	{ "http", 0, NULL, "answer an HTTP request on standard input",
	  TAKES_METRICS, FLAG, F(http) },
	{ "by", 0, "WHAT", "count by client, vendor or name", TAKES_TOP, TEXT,
	  F(by) },
	{ "for", 0, "TIME", "for so long, then back",
	  TAKES_MODE | TAKES_EXCEPT | TAKES_LOCAL, TEXT, F(time_for) },
	{ "remove", 0, NULL, "take it back", TAKES_LOCAL, FLAG, F(remove) },
	{ "role", 0, "ROLE", "only this role", TAKES_EXCEPT, TEXT, F(role) },
	{ "owner", 0, "WHO", "who answers for it (you)", TAKES_EXCEPT, TEXT,
	  F(owner) },
	{ "reason", 0, "TEXT", "why, for the register",
	  TAKES_EXCEPT | TAKES_LOCAL, TEXT,
	  F(reason) },
	{ "ticket", 0, "TEXT", "where it was decided", TAKES_EXCEPT, TEXT,
	  F(ticket) },
	{ "all", 'a', NULL, "also what is over", TAKES_EXCEPT, FLAG, F(all) },
	{ "confirm", 0, "TIME", "back after so long, unless confirmed",
	  TAKES_MODE, TEXT, F(confirm) },
	{ "dry-run", 0, NULL, "only tell what would change", TAKES_SYNC, FLAG,
	  F(dry_run) },
	{ "offline", 0, NULL, "fetch nothing over the network", TAKES_SYNC,
	  FLAG, F(offline) },
	{ "accept", 0, NULL, "let through what a guard holds back, this once",
	  TAKES_SYNC | TAKES_LISTS, FLAG, F(accept) },
	{ "due", 0, NULL, "only sources whose refresh interval is over",
	  TAKES_SYNC, FLAG, F(due) },
	{ "boot", 0, NULL, "only load what was compiled last, from disk",
	  TAKES_SYNC, FLAG, F(boot) },
	{ "wait", 0, "TIME", "wait so long for another sync (10m)",
	  TAKES_SYNC | TAKES_LISTS, TEXT, F(wait) },
	{ "source", 0, "ID", "the source that the file stands for",
	  TAKES_LISTS, TEXT, F(source) },
	{ "off", 0, NULL, "undo it", TAKES_LISTS, FLAG, F(off) },
	{ "names", 0, NULL, "print every name found, a line each",
	  TAKES_NAMES, FLAG, F(names) },
	{ "answers", 0, NULL, "print what DNS answers say, a line each",
	  TAKES_NAMES, FLAG, F(answers) },
	{ "packets", 0, NULL, "with --names: and in which packet, from 1",
	  TAKES_NAMES, FLAG, F(packets) },
	{ "format", 0, "WORD", "how the list is written, else by its content",
	  TAKES_PARSE, TEXT, F(format) },
	{ "match", 0, "WORD", "names as auto (as the format says), exact or "
	  "suffix", TAKES_PARSE, TEXT, F(match) },
	{ "column", 0, "NAME|N", "of a CSV or TSV list", TAKES_PARSE, TEXT,
	  F(column) },
	{ "attributes", 0, "TEXT", "of a v2fly list: \"@cn @-ads\"",
	  TAKES_PARSE, TEXT, F(attributes) },
	{ "exit-code", 0, NULL, "exit 10 if logged, 11 if blocked",
	  TAKES_EXIT_CODE, FLAG, F(exit_code) },
	{ "nagios", 0, NULL, "one line, as a monitoring plugin",
	  TAKES_NAGIOS, FLAG, F(nagios) },
#undef F
};

#define NOPTIONS (sizeof(options) / sizeof(options[0]))

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ncommands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static bool takes(const struct command *c, const struct option_row *o)
{
	return o->taken_by == 0 || (c && (c->takes & o->taken_by));
}

/* getopt's form of the rows a command takes; val is the row's number + 256. */
static void make_getopt(const struct command *c, struct option *out,
			char *letters)
{
	*letters++ = '+' ;
	*letters++ = ':';
	for (size_t i = 0; i < NOPTIONS; i++) {
		if (!takes(c, &options[i]))
			continue;
		*out++ = (struct option) {
			options[i].name, options[i].kind == TEXT ?
			required_argument : no_argument, NULL, (int)i + 256
		};
		if (options[i].letter) {
			*letters++ = options[i].letter;
			if (options[i].kind == TEXT)
				*letters++ = ':';
		}
	}
	*out = (struct option) { 0 };
	*letters = '\0';
}

static const struct option_row *row_of(int c)
{
	for (size_t i = 0; i < NOPTIONS; i++)
		if (c == (int)i + 256 || (c == options[i].letter && c))
			return &options[i];
	return NULL;
}

static void refuse_option(const struct command *c, const char *word,
			  bool needs_value)
{
	const char *names[NOPTIONS], *near;
	size_t n = 0;

	if (needs_value)
		fatalx_status(EX_USAGE, "%s needs a value", word);
	for (size_t i = 0; i < NOPTIONS; i++)
		if (takes(c, &options[i]))
			names[n++] = options[i].name;
	near = strncmp(word, "--", 2) == 0 ?
	       suggest(word + 2, names, n, sizeof(*names)) : NULL;
	if (near)
		fatalx_status(EX_USAGE, "unknown option %s; did you mean --%s?",
			      word, near);
	fatalx_status(EX_USAGE, "unknown option %s; see \"cordon help%s%s\"",
		      word, c ? " " : "", c ? c->name : "");
}

/* Reads options up to the first word; returns that word's index. */
static int read_options(const struct command *c, struct args *a, int argc,
			char **argv)
{
	struct option longs[NOPTIONS + 1];
	char letters[2 * NOPTIONS + 3];
	int k;

	make_getopt(c, longs, letters);
	opterr = 0;
	while ((k = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_row *row = row_of(k);
		void *field = row ? (char *)a + row->offset : NULL;

		if (!row)
			refuse_option(c, argv[optind - 1], k == ':');
		else if (row->kind == TEXT)
			*(const char **)field = optarg;
		else
			*(bool *)field = true;
	}
	return optind;
}

/* Options may stand before the command, behind it, and among its words. */
void command_parse(const struct command *c, struct args *a, int argc,
		   char **argv)
{
	int at = 1;

	optind = 1;
	while (at < argc) {
		at = read_options(c, a, argc, argv);
		if (at >= argc)
			break;
		a->words[a->nwords++] = argv[at];
		optind = at + 1;
		at = optind;
	}
	if (!c || a->help)
		return;
	if (a->nwords < c->min_words)
		fatalx_status(EX_USAGE, "usage: cordon %s %s", c->name,
			      c->arguments);
	if (c->max_words >= 0 && a->nwords > c->max_words)
		fatalx_status(EX_USAGE, "unexpected \"%s\"; usage: cordon %s "
			      "%s", a->words[c->max_words], c->name,
			      c->arguments);
}

/* --- help ------------------------------------------------------------ */

static void print_options(const struct command *c, bool global)
{
	for (size_t i = 0; i < NOPTIONS; i++) {
		const struct option_row *o = &options[i];
		char left[40];

		if (!takes(c, o) || (o->taken_by == 0) != global)
			continue;
		snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
			 o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			 o->letter ? ',' : ' ', o->name,
			 o->kind == TEXT ? " " : "",
			 o->kind == TEXT ? o->value : "");
		printf("  %-24s %s\n", left, o->help);
	}
}

static void print_examples(const char *examples)
{
	const char *end;

	puts("\nexamples:");
	for (; *examples; examples = *end ? end + 1 : end) {
		end = strchrnul(examples, '\n');
		printf("  %.*s\n", (int)(end - examples), examples);
	}
}

static void help_of(const struct command *c)
{
	printf("cordon %s - %s\n\nusage: cordon %s [options] %s\n", c->name,
	       c->summary, c->name, c->arguments);
	if (c->takes) {
		puts("\noptions:");
		print_options(c, false);
	}
	puts("\noptions of every command:");
	print_options(c, true);
	print_examples(c->examples);
}

void command_help(const struct command *c)
{
	if (c) {
		help_of(c);
		return;
	}
	puts("cordon keeps this network off the infrastructure of restricted "
	     "vendors.\n\nusage: cordon COMMAND [options]\n");
	for (size_t i = 0; i < ncommands; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	puts("\noptions of every command:");
	print_options(NULL, true);
	print_examples("cordon status\ncordon check www.kaspersky.com\n"
		       "cordon log -f");
}
