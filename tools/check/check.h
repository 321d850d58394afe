/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CHECK_CHECK_H
#define TOOLS_CHECK_CHECK_H

/* What "cordon check" says of a destination. */

#include "tools/check/dest.h"
#include "tools/check/force.h"
#include "tools/cli/answer.h"

/* A row a destination, with its rules in it. */
extern const struct grid check_grid;

/* Whether what the rules say happens now, and why not. */
struct check_now {
	enum force_now now;
	const char *why;	/* NULL: it does */
};

/* The row, and for people a page. */
void check_put(struct answer *an, const struct args *a, const struct dest *t,
	       const struct rules *r, const struct check_now *now);

#endif
