/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_COVERING_H
#define TOOLS_SHIP_COVERING_H

/*
 * What was in force since when, for the centre: reckoned of the lines as they
 * are sent, by the same functions as the history's. The centre has it up to a
 * line of each stream, and where this goes on after somebody died it asks for
 * that; so no line counts twice.
 */

#include "tools/centre/centre.h"
#include "tools/history/cover.h"
#include "tools/ship/block.h"

struct covering_stream {
	char stream[LEDGER_STREAM];
	uint64_t upto;		/* the last line that is in it; 0: none */
	bool told;		/* the centre has it as it is */
	struct cover cover;
};

/* Zero-initialise all but the centre to start. */
struct covering {
	struct centre *centre;	/* borrowed */
	struct covering_stream *items;
	size_t n;
	struct buffer ended;	/* rows of stretches that are to be told */
	struct buffer answer;
};

void covering_done(struct covering *c);

/* A line of a stream, in its order; one that is in it already is passed over.
 * False, and why, where the centre is to be asked and does not answer. */
bool covering_note(struct covering *c, const char *stream,
		   const struct record *r, uint64_t seq, struct fault *why);

/* Are lines up to there in it? True of a stream that was not met. */
bool covering_has(const struct covering *c, const char *stream, uint64_t last);

/* Tells the centre all that is new. */
bool covering_tell(struct covering *c, struct fault *why);

#endif
