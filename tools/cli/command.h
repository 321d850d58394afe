/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_COMMAND_H
#define TOOLS_CLI_COMMAND_H

/*
 * The command line of cordon: one row a command, with one row a word where it
 * has some ("lists parse"). The rows drive the parser, the help, the
 * completion and the check of the manual; one file a command.
 */

#include "tools/cli/args.h"
#include "tools/cli/option.h"

/* Forms of an answer beside words and --json, which all have. */
enum forms {
	FORMS_FIELDS,		/* none */
	FORMS_ROWS,		/* --csv and --plain */
};

enum { WORD_KINDS = 2, COMMAND_OPTIONS = 32 };

/* A member of its lists. */
#define OPT(o) OPTION_##o

struct command {
	const char *name;	/* NULL ends a table */
	const char *task;	/* heads those of the general help; of words
				   NULL */
	const char *arguments;	/* "NAME|ADDRESS...", or "" */
	const char *summary;
	const char *examples;	/* a line each */
	enum forms forms;
	bool paged;		/* long for people (pager.h) */
	/* Beside the global ones and those of the forms; 0 ends them. */
	unsigned char options[COMMAND_OPTIONS];
	/* Of those, which may be given more than once: option_value() has
	 * all. */
	unsigned char often[COMMAND_OPTIONS];
	int min_words, max_words;	/* behind it; -1: any number */
	enum kind words[WORD_KINDS];	/* what they are; the last goes on */
	int (*run)(const struct args *a);
	const struct command *verbs;	/* then the above is theirs; without
					   any word the first is meant */
};

/* What is to be run: the row of the word, of its first, or of the command. */
const struct command *command_chosen(const struct args *a);

const struct command *command_find(const struct command *table,
				   const char *name);
/* The nearest name in a table, or NULL. */
const char *command_suggest(const struct command *table, const char *name);

/* What somebody meant who typed `name` for a command: a word or value of one
 * ("lists pin", "mode enforce"), the way back of one ("block --remove" for
 * "unblock"), or the nearest name; or NULL. Borrowed, or in `text`. */
enum { COMMAND_MEANT = 80 };
const char *command_meant(const struct command *table, const char *name,
			  char text[COMMAND_MEANT]);

/* Its own options, those of its forms among them; and with its words'. */
struct option_set command_own(const struct command *c);
struct option_set command_options(const struct command *c);

#endif
