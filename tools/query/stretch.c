/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cuts periods at days and hours. */

#include "tools/query/stretch.h"

static const int64_t seconds[] = {
	[STRETCH_DAYS] = 86400, [STRETCH_HOURS] = 3600, [STRETCH_LINES] = 1,
};

static void add(struct stretch *s, unsigned *n, enum stretch_in in,
		int64_t from, int64_t behind)
{
	if (from < behind)
		s[(*n)++] = (struct stretch) {
			in, from / seconds[in], behind / seconds[in] - 1,
		};
}

/* What is whole in a unit between two seconds; the rest is of finer ones. */
static void cut(struct stretch *s, unsigned *n, int64_t from, int64_t behind,
		enum stretch_in in, enum stretch_in finest)
{
	int64_t unit = seconds[in];
	int64_t first = (from + unit - 1) / unit * unit;
	int64_t end = behind / unit * unit;
	enum stretch_in finer = in == STRETCH_LINES || in >= finest ?
				STRETCH_LINES : in + 1;

	if (in == STRETCH_LINES) {
		add(s, n, in, from, behind);
	} else if (first >= end) {
		cut(s, n, from, behind, finer, finest);
	} else {
		cut(s, n, from, first, finer, finest);
		add(s, n, in, first, end);
		cut(s, n, end, behind, finer, finest);
	}
}

unsigned stretches_of(struct stretch s[STRETCHES], time_t since, time_t until,
		      struct stretch_units units)
{
	unsigned n = 0;

	if (since <= 0 && until == 0 && units.coarsest != STRETCH_LINES) {
		s[n++] = (struct stretch) { .in = STRETCH_ALL };
		return n;
	}
	cut(s, &n, since > 0 ? since : 0, until && until < STRETCH_NEVER ?
	    until + 1 : STRETCH_NEVER, units.coarsest, units.finest);
	return n;
}
