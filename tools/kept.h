/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_KEPT_H
#define TOOLS_KEPT_H

/* How much of the past is kept, what it takes, and until when there is room. */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "ruleset/config/config.h"
#include "tools/cli/answer.h"
#include "tools/history/lastrun.h"

struct kept {
	/* Bytes: the log with what is rotated, at most; what is sealed; the
	 * history with its copies and what was set aside; free on the disk. */
	uint64_t plain, plain_most;	/* 0: it has no limit */
	uint64_t sealed, sealed_most, history, free;
	time_t since;		/* the oldest that is known of; 0: nothing */
	uint64_t per_day;	/* bytes that are sealed; 0: not known */
	/* Of what was let through: is it asked for, since when is there some
	 * (0: there is none that can be read), and how much. */
	bool remember;
	time_t remembered_since;
	uint64_t remembered, remembered_most;
	struct lastrun last;
};

/* `since`: that of the history, if somebody knows; 0. */
void kept_measure(struct kept *k, const struct config *c, time_t since,
		  time_t now);

/* When there is no more room: the day from which on the oldest leave, or, if
 * that comes first (`disk`), on which the disk is full. 0: not known. */
time_t kept_full(const struct kept *k, time_t now, bool *disk);

/* Lines of the status, and an object "kept". */
void kept_say(struct answer *an, const struct kept *k, time_t now);
void kept_put(struct answer *an, const struct kept *k, time_t now);

#endif
