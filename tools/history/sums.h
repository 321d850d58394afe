/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_SUMS_H
#define TOOLS_HISTORY_SUMS_H

/* Sums of events that wait in memory to be written, by up to SUM_KEYS
 * numbers. */

#include <stddef.h>
#include <stdint.h>

#include "tools/history/schema.h"

struct sum_row {
	uint32_t key[SUM_KEYS];
	uint32_t next;		/* in its bucket; number + 1 */
	int64_t n, first, last;
};

/* Zero-initialise to start. */
struct sums {
	struct sum_row *rows;
	size_t n;
	uint32_t *buckets;	/* number + 1 */
	size_t nbuckets;	/* a power of two, or 0 */
};

void sums_done(struct sums *s);
/* Empties it and keeps the memory. */
void sums_reset(struct sums *s);

void sums_add(struct sums *s, const uint32_t key[SUM_KEYS], int64_t n,
	      int64_t first, int64_t last);

/* Into order, the first number first. Nothing may be added then but after
 * sums_reset(). */
void sums_sort(struct sums *s);

/* Adds the rows, sorted or not, to a table of a database. */
void sums_write(const struct sums *s, struct db *d, const char *where,
		enum sum table);

#endif
