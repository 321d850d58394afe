/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_COUNTS_H
#define TOOLS_QUERY_COUNTS_H

/* Events counted by who, whose or which. */

#include "lib/hash.h"
#include "tools/record/logged.h"

/* In the order of KIND_BY. */
enum counts_by {
	COUNTS_CLIENT, COUNTS_VENDOR, COUNTS_NAME, COUNTS_ROLE, COUNTS_MAC,
	COUNTS_DAY, COUNTS_HOUR, COUNTS_ACTION, COUNTS_LIST, COUNTS_VIA,
	COUNTS_BYS
};

struct count {
	char *what;
	long long n[TALLY_OUTCOMES];
	time_t first, last;
	size_t next;		/* in the hash chain; number + 1 */
};

struct counts {
	enum counts_by by;
	bool utc;		/* days and hours, else of the zone here */
	struct count *items;
	size_t n;
	size_t *buckets;	/* number + 1 */
	size_t nbuckets;	/* a power of two */
	struct hash_key key;
};

void counts_init(struct counts *c, enum counts_by by);
void counts_done(struct counts *c);
/* As if nothing had been added. */
void counts_empty(struct counts *c);
void counts_add(struct counts *c, const struct logged *e);

/* The most first, equals by what they are; or by "first", "last", or, with any
 * other word, what they are. NULL: days and hours by what they are, all else
 * as first said. */
void counts_sort(struct counts *c, const char *by);

/* So many of it that was added up elsewhere. */
void counts_put(struct counts *c, const char *what, enum tally_outcome o,
		long long n, time_t first, time_t last);

#endif
