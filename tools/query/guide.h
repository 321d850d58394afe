/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_GUIDE_H
#define TOOLS_QUERY_GUIDE_H

/*
 * Which frames of sealed files have to be opened for a filter: the history
 * knows when each begins and ends and who is in it, and on which days who did
 * what of all that is asked for. A frame that is passed over has nothing of
 * it; one that is not may have.
 */

#include "tools/archive/ledger.h"
#include "tools/history/db.h"
#include "tools/query/filter.h"
#include "tools/query/stretch.h"

struct guide_fact {
	uint32_t client;
	int64_t first, last;
};

/* Who did on a day what is asked for, in the order of clients. */
struct guide_day {
	int64_t day;
	struct guide_fact *facts;
	size_t n;
};

struct guide {
	struct db *db;			/* borrowed */
	struct guide_period {
		int64_t since, until;	/* microseconds, both in it */
	} periods[STRETCHES];		/* any of these */
	unsigned nperiods;
	bool by_client, by_fact;	/* it asks for some alone */
	uint32_t *clients;		/* in order */
	size_t nclients;
	int64_t *days;			/* on which something of it was */
	size_t ndays;
	struct guide_day *known;		/* days that were looked up */
	size_t nknown;
	sqlite3_stmt *frame, *day;
	char stream[LEDGER_STREAM];	/* whose place this is */
	uint64_t seq;
};

/* Of the filter's times. What conditions need was made ready by
 * dialect_sqlite.choose(). guide_done() frees, and takes one that is zero. */
void guide_make(struct guide *p, struct db *d, const struct filter *f);

/* In place of those times these stretches of lines; others are passed over. */
void guide_narrow(struct guide *p, const struct stretch *s, unsigned n);
void guide_done(struct guide *p);

bool guide_wants_file(struct guide *p, const struct ledger_entry *e);
bool guide_wants(struct guide *p, const char *file, uint32_t frame);

#endif
