/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_LINE_H
#define TOOLS_CLI_LINE_H

/*
 * Walks along a command line by the tables: the parser ends the program at
 * the first mistake, the completion goes on behind it. Options may stand
 * before the command, behind it and among its words; their names and those of
 * commands are never abbreviated; "--" ends them.
 */

#include "tools/cli/command.h"

enum line_part {
	LINE_END,
	LINE_COMMAND,		/* line.command is it */
	LINE_VERB,		/* its word; line.verb is it */
	LINE_WORD,		/* text */
	LINE_OPTION,		/* option, and its value in text */

	/* Mistakes; text is what was found. */
	LINE_NO_COMMAND,	/* there is none of this name */
	LINE_NO_VERB,
	LINE_NO_OPTION,
	LINE_NO_VALUE,		/* the line ends behind the option */
	LINE_NO_FLAG,		/* the option takes no value */
};

struct line {
	char **argv;		/* without the program's name */
	int argc, at;
	const struct command *commands;

	const struct command *command, *verb;
	bool words_only;	/* behind "--" */
	int nwords;		/* behind command and verb */
	struct option_set seen;

	const struct option_row *option;
	const char *text;
	const char *letters;	/* what is left of "-abc" */
};

struct line line_over(const struct command *table, int argc, char **argv);
enum line_part line_next(struct line *l);

/* Options that fit what is known of the line so far. */
struct option_set line_options(const struct line *l);

/* Stores the part that line_next() found. */
void line_take(const struct line *l, enum line_part part, struct args *a);

#endif
