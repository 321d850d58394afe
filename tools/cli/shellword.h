/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_SHELLWORD_H
#define TOOLS_CLI_SHELLWORD_H

/* Words as they are typed into bash, quotes and all. Nothing is expanded. */

#include <stdbool.h>

#include "lib/buffer.h"

/*
 * Appends what the word `raw` means without its quotes. The word may still be
 * being typed: returns the quote that is open at its end, or 0.
 */
char shellword_unquote(const char *raw, struct buffer *out);

/* Appends `word` so that the shell takes it for just this word, behind the
 * quote that is open, or 0. False, and nothing is appended, where that quote
 * cannot hold it. */
bool shellword_quote(const char *word, char open, struct buffer *out);

/*
 * bash breaks words at "=", ":" and "@" too, and gives the pieces. Joins the
 * `n` pieces to `words`, which the caller frees one by one, at most `n`;
 * returns how many there are. The last one is being typed: what of it stands
 * before the piece that bash is going to replace goes into `*before`.
 */
int shellword_join(char *const *pieces, int n, char **words,
		   struct buffer *before);

#endif
