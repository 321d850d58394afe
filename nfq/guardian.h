/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_GUARDIAN_H
#define NFQ_GUARDIAN_H

/*
 * Sets the guard (ruleset/table/guardtable.h), lifts it, and puts off when it
 * lets go: five seconds after the daemon was last well. So neither a daemon
 * that hangs nor a table that cannot be restored stops a network for longer.
 * Its socket outlives the process as the queues do.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/handover.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/policy/rules.h"
#include "ruleset/table/marks.h"

enum guardian_state {
	GUARDIAN_OFF,		/* not wanted */
	GUARDIAN_ON,
	GUARDIAN_LIFTED,	/* for a while, by somebody's word */
	GUARDIAN_LACKING,	/* the kernel does not have it */
};

extern const char *const guardian_words[];

struct guardian {
	enum guardian_state state;
	struct netlink netlink;
	bool inherited;		/* as who was before us wrote it */
	time_t renewed;		/* clock_boot() */
	time_t lifted;		/* until then, clock_boot() */
	int error;		/* -errno of GUARDIAN_LACKING */
};

void guardian_open(struct guardian *g, struct handover *left);
void guardian_close(struct guardian *g);
void guardian_hand_on(const struct guardian *g, struct handover *to);

/* Do these rules want it, and is it not lifted? Then the main table has to set
 * SCREENED. */
bool guardian_wanted(const struct guardian *g, const struct rules *r);

/* Sets it, or ends it. It is set when the main table sets SCREENED already, and
 * ended before that ends. */
void guardian_follow(struct guardian *g, const struct marks *m, bool wanted);

/* The daemon is well: once in a while it puts off when the guard lets go. */
void guardian_renew(struct guardian *g);

/* It is not wanted for so many seconds; 0: wanted again. False if nobody wants
 * it. */
bool guardian_lift(struct guardian *g, time_t seconds);
time_t guardian_lifted_for(const struct guardian *g);

/* Packets held back so far. */
uint64_t guardian_held(struct guardian *g);

#endif
