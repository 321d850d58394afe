/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_SUGGEST_H
#define LIB_SUGGEST_H

/* "Unknown word; did you mean ...?" */

#include <stddef.h>

/*
 * The one of `n` known words nearest to `word`, NULL if none is near: at
 * most a third of its letters (one at least) inserted, removed, replaced or
 * swapped with a neighbour; or else one the beginning of the other. `stride`
 * is the distance between the pointers, so the words may be a field of a
 * table's rows. The first of equals wins.
 */
const char *suggest(const char *word, const char *const *known, size_t n,
		    size_t stride);

enum { SUGGEST_TEXT = 160 };

/* The end of a message: "; did you mean "NEAR"?", or "" where `near` is
 * NULL. Returns `out`. */
const char *suggest_text(const char *near, char out[SUGGEST_TEXT]);

#endif
