/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SURVEY_SHARED_H
#define TOOLS_SURVEY_SHARED_H

/*
 * Addresses that are used by restricted names and by others: what enforcing an
 * address would refuse beside what is meant. By events alone: names of a
 * connection to an address that is restricted itself, and names that are.
 */

#include "tools/query/query.h"

enum { SHARED_NAMES = 16 };	/* of one address; more are not told */

struct shared_address {
	const char *address;
	const char *restricted[SHARED_NAMES], *others[SHARED_NAMES];
	size_t nrestricted, nothers;
	long long n;		/* events of the others */
};

struct shared {
	struct shared_address *items;	/* the most first */
	size_t n;
	struct counts names;	/* holds the texts */
};

/* Of the events that the filter takes. False, and why, where the centre is
 * asked and does not answer. */
bool shared_find(struct shared *s, struct query *q, const struct filter *f,
		 struct fault *why);
void shared_done(struct shared *s);

#endif
