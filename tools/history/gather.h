/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_GATHER_H
#define TOOLS_HISTORY_GATHER_H

/* What lines come to, gathered until it is written into the history. */

#include "tools/archive/entry.h"
#include "tools/history/cover.h"
#include "tools/history/folding.h"
#include "tools/history/sums.h"

/* A stream of which lines were gathered, or are in the history. */
struct gather_stream {
	char stream[LEDGER_STREAM];
	uint64_t seq;		/* of the last line */
	int64_t time;
	bool changed;
	struct cover cover;
};

struct gather {
	struct db *db;		/* borrowed */
	struct things *things;
	struct folding *fold;
	struct sums facts, hours;
	struct buffer asides;	/* SQL of what is rare, as it will be run */
	uint32_t day;		/* of the last event; 0: none */
	int64_t since, until;	/* of what was gathered */
	uint64_t lines, broken;	/* gathered since they were written */
	struct gather_stream *streams;
	size_t nstreams;
};

void gather_init(struct gather *g, struct db *d);
void gather_done(struct gather *g);

/* The stream's place in the history. */
struct gather_stream *gather_stream(struct gather *g, const char *stream);

/* A line behind the stream's place, and how many before it, since the one
 * noted last, are none. */
void gather_line(struct gather *g, struct gather_stream *s,
		 const struct entry_place *at, const struct record *r,
		 unsigned broken);

/* Writes it all into a database, and forgets it. In a transaction of the
 * caller's, and where "temp" has tables only into those. */
void gather_write(struct gather *g, const char *where);

/* Days since 1970, of UTC. */
static inline uint32_t gather_day(int64_t time)
{
	return time < 0 ? 0 : (uint32_t)(time / 86400000000);
}

#endif
