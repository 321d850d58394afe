/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_KIND_H
#define TOOLS_CLI_KIND_H

/* What kinds of words there are on the command line, and which words those
 * kinds have that know them beforehand. */

#include <stdbool.h>
#include <stddef.h>

/* What a word or the value of an option is. */
enum kind {
	KIND_NONE,		/* there is none: a flag, no word */
	KIND_TEXT,		/* anything */
	KIND_FILE,

	/* These words only. */
	KIND_COLOR, KIND_ACTION, KIND_BY, KIND_FORMAT, KIND_MATCH, KIND_MODE,
	KIND_SHELL, KIND_EXPORT, KIND_REPORT,
	/* These and more of the kind. */
	KIND_MOMENT, KIND_DURATION,
	KIND_CHANGE,		/* events of the register */

	/* What there is on this machine. */
	KIND_VENDOR,		/* that can be matched */
	KIND_CATALOGUE,		/* any entry of the catalogue */
	KIND_ROLE, KIND_SOURCE, KIND_EXCEPTION, KIND_GENERATION, KIND_CLIENT,
	/* Entries of the local lists. */
	KIND_BLOCKED, KIND_ALLOWED, KIND_PROTECTED,
	KIND_COMMAND,		/* a command, and its word */

	KINDS
};

/* The number `i` of the words that a kind knows beforehand, and what it means
 * (NULL where the word says so itself); NULL behind the last. */
const char *kind_word(enum kind k, size_t i, const char **help);

/* The number of a word, as of kind_word(); -1 if it is none of them. */
int kind_index(enum kind k, const char *word);

/* True if `word` is one of a kind that knows all of its words, or a number
 * where that is the kind; for all other kinds. */
bool kind_takes(enum kind k, const char *word);

/* The nearest to a word that kind_takes() does not, or NULL. */
const char *kind_suggest(enum kind k, const char *word);

#endif
