/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FLEET_GATEWAYS_H
#define TOOLS_FLEET_GATEWAYS_H

/*
 * What gateways said of themselves last, and what of it is not as it should be:
 * one is silent, its cordond does not answer, it enforces less than the others
 * do, has other lists or another policy than most, or has lost something.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/centre/rows.h"

enum { GATEWAY_SILENT = 300 };	/* seconds */

/* In the order of how bad it is: a bit of each. */
enum gateway_fault {
	GATEWAY_IS_SILENT,	/* nothing was heard of it */
	GATEWAY_STOPPED,	/* it has no cordond that answers */
	GATEWAY_LESS,		/* of a vendor: off, or observed, where most
				   enforce */
	GATEWAY_POLICY,		/* another one than most have */
	GATEWAY_LISTS,		/* other lists than most have */
	GATEWAY_LOST,		/* lines lost since it was started */
	GATEWAY_UNJUDGED,	/* packets that nobody judged since then */
	GATEWAY_BEHIND,		/* its log does not arrive; it is heard */
	GATEWAY_FAULTS
};

/* A word of each, for programs; and is it as bad as not to be protected? */
extern const char *const gateway_fault_words[GATEWAY_FAULTS];
bool gateway_is_bad(unsigned faults);

struct gateway {
	char *name, *mode, *vendors, *lists, *policy, *version;
	int64_t heard;		/* by the centre's clock, */
	int64_t age;		/* and how long ago */
	uint64_t generation, lost, unjudged, behind;
	unsigned faults;	/* bits of enum gateway_fault */
	char less[64];		/* the first vendor of which it is */
};

struct gateways {
	struct gateway *items;
	size_t n;
};

/* Those of rows as gateways_sql asks for them. */
extern const char gateways_sql[];
void gateways_read(struct gateways *g, struct rows *r);
void gateways_done(struct gateways *g);

/* Finds what is wrong. Most: of those that are heard; of equally many whose
 * name comes first. */
void gateways_judge(struct gateways *g);

#endif
