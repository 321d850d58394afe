/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_STANDING_H
#define TOOLS_LOG_STANDING_H

/*
 * What was in force when a line of the log was written, as the lines before it
 * tell: of a vendor the mode, and the generation, each with the line since
 * which it was so. What that line does not tell nobody knows from the log.
 */

#include "tools/query/query.h"

/* A line about cordon that made something so. */
struct standing_cause {
	bool known;		/* false: it was so when the log begins, or
				   what was before is not known */
	uint64_t seq;
	time_t time;
	char event[32], by[64], detail[512];
};

struct standing {
	bool known;
	char mode[16];			/* of the vendor */
	struct standing_cause set;	/* since when it is that */
	long long generation;
	char digest[72];
	struct standing_cause lists;	/* since when that is in force */
	struct standing_cause except;	/* the last about the exception */
};

/* At a line of a stream, for a vendor ("": of all) and an exception (""). */
void standing_at(struct standing *s, struct query *q, const char *stream,
		 uint64_t seq, const char *vendor, const char *exception);

#endif
