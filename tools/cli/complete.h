/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_COMPLETE_H
#define TOOLS_CLI_COMPLETE_H

/*
 * What the scripts of "cordon completion" ask at each TAB:
 *
 *	cordon __complete bash NUMBER WORD...	COMP_CWORD, COMP_WORDS
 *	cordon __complete zsh|fish WORD...	those behind "cordon", without
 *						quotes; the last is being typed
 *
 * The answer's first line says what may stand there: "words", which follow,
 * one a line (quoted for bash; with a TAB and what they mean for the others);
 * "files"; or "nothing". No answer at all where anything goes wrong, and none
 * after a second.
 */

struct command;

#define COMPLETE_WORD "__complete"

/* By the table of all; the arguments without the program's name and that
 * word. Returns the exit status. */
int complete(const struct command *commands, int argc, char **argv);

#endif
