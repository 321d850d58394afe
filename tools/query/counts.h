/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_COUNTS_H
#define TOOLS_QUERY_COUNTS_H

/* Events counted by who, whose or which. */

#include "lib/hash.h"
#include "tools/record/logged.h"

/* In the order of KIND_BY, but for the last: of a fleet alone. */
enum counts_by {
	COUNTS_CLIENT, COUNTS_VENDOR, COUNTS_NAME, COUNTS_ROLE, COUNTS_MAC,
	COUNTS_DAY, COUNTS_HOUR, COUNTS_ACTION, COUNTS_LIST, COUNTS_VIA,
	COUNTS_EXCEPTION, COUNTS_GATEWAY,
	COUNTS_BYS
};

enum { COUNTS_KEYS = 5 };

struct count {
	char *what[COUNTS_KEYS];	/* as many as it is counted by */
	long long n[TALLY_OUTCOMES];
	time_t first, last;
	size_t next;		/* in the hash chain; number + 1 */
};

struct counts {
	enum counts_by by[COUNTS_KEYS];
	unsigned nby;
	bool utc;		/* days and hours, else of the zone here */
	struct count *items;
	size_t n;
	size_t *buckets;	/* number + 1 */
	size_t nbuckets;	/* a power of two */
	struct hash_key key;
};

void counts_init(struct counts *c, enum counts_by by);
/* By this as well, up to COUNTS_KEYS. Before anything is added. */
void counts_beside(struct counts *c, enum counts_by by);
void counts_done(struct counts *c);
/* As if nothing had been added. */
void counts_empty(struct counts *c);
void counts_add(struct counts *c, const struct logged *e);

/* Would it be added to this row? */
bool counts_is(const struct counts *c, const struct logged *e,
	       const struct count *row);

/* The most first, equals by what they are; or by "first", "last", or, with any
 * other word, what they are. NULL: days and hours by what they are, all else
 * as first said. */
void counts_sort(struct counts *c, const char *by);

/* So many of it that was added up elsewhere. What time it was, where it is
 * counted by that, is `when`. */
struct count_sum {
	const char *what[COUNTS_KEYS];
	time_t when;
	enum tally_outcome outcome;
	long long n;
	time_t first, last;
};

void counts_put(struct counts *c, const struct count_sum *sum);

static inline bool counts_is_time(enum counts_by by)
{
	return by == COUNTS_DAY || by == COUNTS_HOUR;
}

#endif
