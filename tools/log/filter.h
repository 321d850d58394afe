/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FILTER_H
#define TOOLS_LOG_FILTER_H

/* Which events a command line asks for: --client --vendor --name --action
 * --since --until --limit. */

#include "lib/fault.h"
#include "lib/prefix.h"
#include "tools/cli/answer.h"
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
 * wrong. */
void filter_read(struct filter *f, const struct args *a);

/* Where `file`, whose lines begin at `begins` (0: it has none), holds nothing
 * that is asked for: says so to people, and from when on it was looked for.
 * Ends the program as above if the vendor is none that anybody knows: the log
 * may have one that the catalogue has no more. */
void filter_nothing(const struct filter *f, const struct args *a,
		    struct answer *an, const char *file, time_t begins);

bool filter_wants(const struct filter *f, const struct logged *e);

#endif
