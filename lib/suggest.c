/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nearest known word, by optimal string alignment distance. */

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/suggest.h"

#define WORD_MAX 40
#define PREFIX_MIN 2

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edits from `a` to `b`; UINT_MAX where one is too long to be meant. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[WORD_MAX + 1][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b);

	if (la > WORD_MAX || lb > WORD_MAX)
		return UINT_MAX;
	for (size_t i = 0; i <= la; i++)
		row[i][0] = (unsigned)i;
	for (size_t j = 0; j <= lb; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		for (size_t j = 1; j <= lb; j++) {
			row[i][j] = smallest(row[i - 1][j] + 1,
					     row[i][j - 1] + 1,
					     row[i - 1][j - 1] +
					     (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] &&
			    row[i - 2][j - 2] + 1 < row[i][j])
				row[i][j] = row[i - 2][j - 2] + 1;
		}
	}
	return row[la][lb];
}

/* "stat" for "status", "exceptions" for "except". */
static bool begins(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), least = la < lb ? la : lb;

	return least >= PREFIX_MIN && strncmp(a, b, least) == 0;
}

const char *suggest(const char *word, const char *const *known, size_t n,
		    size_t stride)
{
	unsigned limit = strlen(word) >= 6 ? (unsigned)strlen(word) / 3 : 1;
	const char *best = NULL;
	unsigned best_distance = limit + 2;

	for (size_t i = 0; i < n; i++) {
		const char *k = *(const char *const *)
				((const char *)known + i * stride);
		unsigned d = distance(word, k);

		if (d > limit)
			d = begins(word, k) ? limit + 1 : UINT_MAX;
		if (d < best_distance) {
			best = k;
			best_distance = d;
		}
	}
	return best;
}

const char *suggest_text(const char *near, char out[SUGGEST_TEXT])
{
	*out = '\0';
	if (near)
		snprintf(out, SUGGEST_TEXT, "; did you mean \"%.128s\"?",
			 near);
	return out;
}
