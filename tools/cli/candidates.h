/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_CANDIDATES_H
#define TOOLS_CLI_CANDIDATES_H

/* What may stand at a place of the command line. */

#include <stddef.h>

#include "tools/cli/args.h"
#include "tools/cli/option.h"

enum { CANDIDATES_SHOWN = 1000 };

struct candidate_word {
	char *word, *help;	/* help may be "" */
};

struct candidate_words {
	struct candidate_word *items;
	size_t n;
};

/*
 * Adds a copy, unless it is there already, there are CANDIDATES_SHOWN, or it
 * is nothing that can be typed: empty, with controls, with marks that turn a
 * terminal's reading direction, or no UTF-8. `help` may be anything or NULL.
 */
void candidates_add(struct candidate_words *c, const char *word,
		    const char *help);
void candidates_done(struct candidate_words *c);

/* All of a kind: those known beforehand, or what there is on this machine by
 * the configuration and the options in `a`. */
void candidates_of_kind(struct candidate_words *c, enum kind k,
			const struct args *a);

/* "no WHAT "WORD"; did you mean "NEAR"?", or "no WHAT "WORD";", of a word that
 * is none of a kind; the caller frees. NULL if it is one. */
char *candidates_miss(enum kind k, const struct args *a, const char *what,
		      const char *word);

#endif
