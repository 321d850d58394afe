/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FILTER_H
#define TOOLS_LOG_FILTER_H

/* Which events a command line asks for: --client --vendor --name --action
 * --since --until --limit. */

#include "lib/fault.h"
#include "lib/prefix.h"
#include "tools/cli/args.h"
#include "tools/log/logged.h"

struct filter {
	const char *vendor, *name;	/* NULL: any */
	int action;			/* enum tally_outcome; -1: any */
	struct prefix client;
	bool has_client;
	time_t since, until;		/* 0: no limit */
	size_t limit;			/* SIZE_MAX without one */
};

/* By the options and the clock; false, and what is wrong with one. */
bool filter_make(struct filter *f, const struct args *a, time_t now,
		 struct fault *why);

/* The same; ends the program with a message (EX_USAGE) where an option is
 * wrong, and tells of a vendor that nobody knows. */
void filter_read(struct filter *f, const struct args *a);

bool filter_wants(const struct filter *f, const struct logged *e);

#endif
