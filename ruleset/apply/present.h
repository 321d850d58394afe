/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_PRESENT_H
#define RULESET_APPLY_PRESENT_H

/* What the kernel holds of our table now. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/nft/netlink.h"
#include "ruleset/table/marker.h"

struct present_names {
	char **items;
	size_t n;
	uint16_t attribute;	/* that carries the name */
};

bool present_has(const struct present_names *names, const char *name);

/* Names of all there is, and the marker. */
struct present {
	uint32_t genid;		/* of the ruleset when this was read */
	struct present_names chains, sets, counters, flowtables;
	char text[MARKER_TEXT];	/* of the marker's rule, "" without */
	bool marked;		/* `marker` was read from it */
	struct marker marker;
};

/* 0 or -errno; nothing of a table that is not there. present_done() frees in
 * either case. */
int present_read(struct present *p, struct netlink *n);
void present_done(struct present *p);

/* What status and doctor tell. */
struct table_state {
	bool present;		/* the table */
	bool complete;		/* all of its chains too */
	bool queues;		/* rules that queue */
	char generation[MARKER_TEXT];	/* of the marker, "" without */
	struct table_counter {
		char name[48];
		uint64_t packets, bytes;
	} counters[512];
	size_t ncounters;
};

/* 0 or -errno. */
int present_state(struct table_state *s, struct netlink *n);

#endif
