/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_TODAY_H
#define TOOLS_TODAY_H

/* What was refused today, by the log and the history: nothing is written. */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "ruleset/config/config.h"
#include "tools/cli/answer.h"

enum { TODAY_WHY = 256 };

struct today {
	time_t since;		/* midnight here, or the hour that it is in */
	/* How often, and by how many machines: by MAC, where none is known by
	 * address. Would: if it were enforced. */
	int64_t blocked, blocked_by, would, would_by;
	time_t begins;		/* the oldest there is; 0: nothing */
	bool known;		/* false: none of it is, see `why` */
	char why[TODAY_WHY];	/* also of what could not be read; "" */
};

void today_count(struct today *t, const struct config *c, time_t now);

/* A line or two of the status, and an object "today". */
void today_say(struct answer *an, const struct today *t);
void today_put(struct answer *an, const struct today *t);

#endif
