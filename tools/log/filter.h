/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FILTER_H
#define TOOLS_LOG_FILTER_H

/* Which events a command line asks for: --client --vendor --name --action
 * --since --until. */

#include "lib/address.h"
#include "tools/cli/args.h"
#include "tools/log/eventlog.h"

struct filter {
	const struct args *a;
	struct prefix client;
	bool has_client;
	time_t since, until;	/* 0: no limit */
};

/* Ends the program with a message (EX_USAGE) where an option is wrong. */
void filter_read(struct filter *f, const struct args *a);
bool filter_wants(const struct filter *f, const struct logged *e);

/* The number of --limit, SIZE_MAX without. */
size_t filter_limit(const struct args *a);

#endif
