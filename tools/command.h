/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

/*
 * The command line of cordon: one row a subcommand, which drives the parser,
 * the help and the completion; one file a subcommand.
 */

#include <stdbool.h>
#include <stddef.h>

/* What the options of a command line came to. Texts are borrowed from argv. */
struct args {
	const char *config, *socket, *color;
	bool json, csv, plain, help, version;

	const char *client, *vendor, *name, *action, *since, *until, *limit;
	const char *time_for, *confirm, *role, *owner, *reason, *ticket,
		   *by, *textfile;
	bool follow, names, packets, answers, exit_code, nagios, utc, all, http,
	     remove;
	const char *wait, *source;
	bool dry_run, offline, accept, due, boot, off;

	const char *format, *match, *column, *attributes;

	char **words;		/* what is left, without the command */
	int nwords;
};

/* Options a command takes beside the global ones. */
enum option_set {
	TAKES_TABLE = 1 << 0,	/* --csv --plain */
	TAKES_CLIENT = 1 << 1,
	TAKES_FILTER = 1 << 2,	/* --vendor --name --action --since ... */
	TAKES_FOLLOW = 1 << 3,
	TAKES_MODE = 1 << 4,	/* --vendor --for --confirm */
	TAKES_NAMES = 1 << 5,
	TAKES_EXIT_CODE = 1 << 6,
	TAKES_NAGIOS = 1 << 7,
	TAKES_TOP = 1 << 9,	/* --by */
	TAKES_LOCAL = 1 << 15,	/* --for --reason --remove */
	TAKES_METRICS = 1 << 14,	/* --textfile --http */
	TAKES_EXCEPT = 1 << 8,	/* --role --owner --reason --ticket ... */
	TAKES_PARSE = 1 << 10,	/* --format --match --column --attributes */
	TAKES_SYNC = 1 << 12,	/* --dry-run --offline --accept ... */
	TAKES_LISTS = 1 << 13,	/* --source --off --wait */
};

struct command {
	const char *name;
	const char *arguments;	/* "NAME|ADDRESS..." */
	const char *summary;
	const char *examples;	/* a line each */
	unsigned takes;		/* enum option_set */
	int min_words, max_words;	/* -1: any number */
	int (*run)(const struct args *a);
};

extern const struct command commands[];
extern const size_t ncommands;

const struct command *command_find(const char *name);

/* Parses everything behind the command's name; ends the program with a
 * message (EX_USAGE) where it cannot. */
void command_parse(const struct command *c, struct args *a, int argc,
		   char **argv);

/* The help of one command, or of all with NULL, to stdout. */
void command_help(const struct command *c);

int status_run(const struct args *a);
int check_run(const struct args *a);
int log_run(const struct args *a);
int top_run(const struct args *a);
int lists_run(const struct args *a);
int metrics_run(const struct args *a);
int block_run(const struct args *a);
int allow_run(const struct args *a);
int mode_run(const struct args *a);
int confirm_run(const struct args *a);
int reload_run(const struct args *a);
int except_run(const struct args *a);
int vendors_run(const struct args *a);
int sync_run(const struct args *a);
int config_run(const struct args *a);
int doctor_run(const struct args *a);
int inspect_run(const struct args *a);
int help_run(const struct args *a);

#endif
