/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_COVERAGE_H
#define TOOLS_HISTORY_COVERAGE_H

/*
 * What of a period was covered, and by which mode: the union of the stretches
 * that the history has (cover.h). What none covers was not measured, whatever
 * was in force before and behind it. Where two overlap, as after a clock was
 * set back, the weaker counts. Times are microseconds.
 */

#include "tools/history/cover.h"

struct coverage_stretch {
	int64_t since, until;
	char *mode, *digest, *vendors;	/* NULL: those are not known */
	int64_t generation;
	enum cover_end end;
	int64_t lost, folded, passed, refused, away;
};

struct coverage {
	int64_t since, until;	/* the period */
	struct coverage_stretch *items;	/* all that touch it, by `since` */
	size_t n;
};

/* Adds a copy: by `since`, the first first. */
void coverage_add(struct coverage *c, const struct coverage_stretch *s);
void coverage_done(struct coverage *c);

/* The weakest first. */
enum coverage_state {
	COVERAGE_NONE,		/* not measured */
	COVERAGE_UNKNOWN,	/* there are lines, but none says the mode */
	COVERAGE_OFF, COVERAGE_OBSERVE, COVERAGE_ENFORCE,
	COVERAGE_STATES
};

extern const char *const coverage_words[COVERAGE_STATES];

/* Pieces of the period, one behind the other, from its first moment to its
 * last. */
struct coverage_piece {
	int64_t since, until;
	enum coverage_state state;
	/* Of what was not measured: how what was before it ended; and that
	 * nothing was, or is behind it. */
	enum cover_end end;
	bool first, last;
};

struct coverage_pieces {
	struct coverage_piece *items;
	size_t n;
};

/* By the mode of a vendor; NULL: that of all. */
void coverage_pieces(struct coverage_pieces *p, const struct coverage *c,
		     const char *vendor);
void coverage_pieces_done(struct coverage_pieces *p);

/* How many stretches ended so; and all together of a number that each has. */
size_t coverage_ended(const struct coverage *c, enum cover_end end);
int64_t coverage_add_up(const struct coverage *c, size_t member);
#define COVERAGE_SUM(c, member) \
	coverage_add_up(c, offsetof(struct coverage_stretch, member))

/* How long each state was. */
void coverage_sum(const struct coverage_pieces *p,
		  int64_t sums[COVERAGE_STATES]);

#endif
