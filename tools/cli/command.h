/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_COMMAND_H
#define TOOLS_CLI_COMMAND_H

/*
 * The command line of cordon: one row a command, with one row a word where it
 * has some ("lists parse"). The rows drive the parser, the help, the
 * completion and the check of the manual; one file a command.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/cli/option.h"

struct command;

/* What a command line came to. Texts are borrowed from argv. */
struct args {
	const struct command *commands;	/* the whole table */
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

	const struct command *command;	/* NULL: none was given */
	const struct command *verb;	/* the word that chose one, or NULL */
	char **words;		/* what is left, from that word on */
	int nwords;
};

enum { WORD_KINDS = 2 };

struct command {
	const char *name;	/* NULL ends a table */
	const char *task;	/* heads those of the general help; of words
				   NULL */
	const char *arguments;	/* "NAME|ADDRESS..." */
	const char *summary;
	const char *examples;	/* a line each, or NULL */
	uint64_t options;	/* OPTION_BIT()s beside the global ones */
	int min_words, max_words;	/* behind it; -1: any number */
	enum kind words[WORD_KINDS];	/* what they are; the last goes on */
	int (*run)(const struct args *a);
	const struct command *verbs;	/* then the above is theirs; without
					   any word the first is meant */
};

/* Parses the whole line by a->commands; ends the program with a message
 * (EX_USAGE) where it cannot. */
void command_parse(struct args *a, int argc, char **argv);

/* What is to be run: the row of the word, of its first, or of the command. */
const struct command *command_chosen(const struct args *a);

/* The help of a command, of one word of it, or of all with NULL, to stdout. */
void help_print(const struct args *a, const struct command *c,
		const struct command *verb);

int status_run(const struct args *a);
int check_run(const struct args *a);
int log_run(const struct args *a);
int top_run(const struct args *a);
int metrics_run(const struct args *a);
int block_run(const struct args *a);
int allow_run(const struct args *a);
int mode_run(const struct args *a);
int confirm_run(const struct args *a);
int reload_run(const struct args *a);
int except_list_run(const struct args *a);
int except_add_run(const struct args *a);
int except_extend_run(const struct args *a);
int except_remove_run(const struct args *a);
int vendors_list_run(const struct args *a);
int vendors_enable_run(const struct args *a);
int vendors_disable_run(const struct args *a);
int sync_run(const struct args *a);
int config_check_run(const struct args *a);
int config_show_run(const struct args *a);
int doctor_run(const struct args *a);
int inspect_run(const struct args *a);
int completion_run(const struct args *a);
int help_run(const struct args *a);

#endif
