/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_H
#define RULESET_APPLY_H

/*
 * Brings the kernel's table to a policy, in two transactions, so that no
 * packet meets a half-filled set: a new edition of the sets, then the rules
 * that refer to it, then what is left over goes.
 */

#include <stdbool.h>

#include "ruleset/netlink.h"
#include "ruleset/table.h"

struct apply_error {
	int ret;		/* -errno */
	char what[128];		/* what the kernel refused */
};

/*
 * Applies `t`, whatever the kernel holds now; t->edition is chosen here, so
 * that it differs from all there is. Needs CAP_NET_ADMIN. False with `error`
 * filled in; the table then stays as it was but for unreferenced parts.
 */
bool table_apply(struct table *t, struct netlink *n,
		 struct apply_error *error);

/* Removes the whole table; true also if there was none. */
bool table_remove(struct netlink *n, struct apply_error *error);

/* What is there now. */
struct table_state {
	bool present;		/* the table */
	bool complete;		/* all of its chains too */
	bool queues;		/* rules that queue */
	char generation[96];	/* text of the marker, "" without */
	struct table_counter {
		char name[48];
		uint64_t packets, bytes;
	} counters[64];
	size_t ncounters;
};

/* 0 or -errno. */
int table_state(struct table_state *s, struct netlink *n);

#endif
