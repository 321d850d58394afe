/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads cordond's command line by a table. */

#include <getopt.h>
#include <stdlib.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "nfq/options.h"
#include "ruleset/config/config_load.h"

/* Those without a letter are known by a number above all letters. */
enum { LONG_ONLY = 256 };

static const struct row {
	int letter;
	const char *word;
	const char *value;	/* what it is called; NULL: it has none */
	enum action action;	/* ACTION_RUN: it says how */
	const char *help;
} rows[] = {
	{ .letter = 'c', .word = "config", .value = "FILE",
	  .help = "configuration (" CONFIG_FILE ")" },
	{ .letter = 'v', .word = "verbose",
	  .help = "tell each verdict and its reason" },
	{ .letter = 'n', .word = "check", .action = ACTION_CHECK,
	  .help = "tell mistakes, change nothing; -v: print all settings" },
	{ .letter = LONG_ONLY, .word = "load", .action = ACTION_LOAD,
	  .help = "load the compiled lists, and end" },
	{ .letter = LONG_ONLY + 1, .word = "remove", .action = ACTION_REMOVE,
	  .help = "remove the table from the kernel, and end" },
	{ .letter = LONG_ONLY + 2, .word = "sockets", .action = ACTION_SOCKETS,
	  .help = "give systemd our sockets, and end" },
	{ .letter = LONG_ONLY + 3, .word = "reexec",
	  .action = ACTION_REEXEC,
	  .help = "put this program in the running one's place" },
	{ .letter = LONG_ONLY + 4, .word = "retire",
	  .action = ACTION_RETIRE,
	  .help = "end the running one for another that comes at once" },
	{ .letter = 'V', .word = "version", .action = ACTION_VERSION,
	  .help = "print the version" },
	{ .letter = 'h', .word = "help", .action = ACTION_HELP,
	  .help = "print this" },
};

enum { ROWS = ARRAY_SIZE(rows) };

void options_usage(FILE *to)
{
	fputs("usage: cordond [-c FILE] [-v] [ACTION]\n"
	      "Without an action it runs in the foreground.\n\n", to);
	for (const struct row *r = rows; r < rows + ROWS; r++) {
		char name[32];

		snprintf(name, sizeof(name), "%s%s%s", r->word,
			 r->value ? " " : "", r->value ? r->value : "");
		if (r->letter < LONG_ONLY)
			fprintf(to, "  -%c, --%-12s %s\n", r->letter, name,
				r->help);
		else
			fprintf(to, "      --%-12s %s\n", name, r->help);
	}
}

__attribute__((noreturn))
static void end_with_usage(const char *what, const char *word)
{
	warnx("%s %s", what, word);
	options_usage(stderr);
	exit(EX_USAGE);
}

/* The rows as getopt_long(3) wants them. */
static void make_table(struct option longs[ROWS + 1], char letters[2 * ROWS])
{
	char *at = letters;

	*at++ = ':';		/* tells a missing value apart */
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		longs[i] = (struct option) {
			r->word, r->value ? required_argument : no_argument,
			NULL, r->letter
		};
		if (r->letter < LONG_ONLY)
			*at++ = (char)r->letter;
		if (r->letter < LONG_ONLY && r->value)
			*at++ = ':';
	}
	longs[ROWS] = (struct option) { .name = NULL };
	*at = '\0';
}

static void take_option(struct options *o, int letter)
{
	const struct row *r = rows;

	while (r->letter != letter)
		r++;
	if (r->value)
		o->config = optarg;
	else if (r->action == ACTION_RUN)
		o->verbose = true;
	else if (o->action == ACTION_RUN || o->action == r->action)
		o->action = r->action;
	else
		end_with_usage("one thing at a time, and not also", r->word);
}

void options_read(struct options *o, int argc, char **argv)
{
	struct option longs[ROWS + 1];
	char letters[2 * ROWS];
	int c;

	*o = (struct options) { .config = CONFIG_FILE };
	opterr = 0;
	make_table(longs, letters);
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (c == '?')
			end_with_usage("unknown option", argv[optind - 1]);
		if (c == ':')
			end_with_usage("there is no value to",
				       argv[optind - 1]);
		take_option(o, c);
	}
	if (optind < argc)
		end_with_usage("unexpected word", argv[optind]);
}
