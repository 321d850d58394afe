/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WATCH_H
#define NFQ_WATCH_H

/*
 * Sees what others do to our table and to the interfaces: the nftables group
 * of nfnetlink (nf_tables_api.c tells every change, with the netlink port of
 * who made it) and the link and route groups of rtnetlink.
 */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/apply/plan.h"

/* By the kernel's word, which comes behind what was changed. */
struct watch_culprit {
	uint32_t pid;		/* 0: not known */
	char name[32];
};

struct watch {
	struct watch_culprit who;	/* last changed our table */
	bool unnamed;		/* and the kernel has not said who yet */
	struct mnl_socket *tables, *routes;
	uint32_t own_port;	/* changes by it are ours */
	bool paused;
};

/* `own_port`: the port of the socket we change tables with. 0 or -errno. */
int watch_open(struct watch *w, uint32_t own_port);
void watch_close(struct watch *w);
int watch_tables_fd(const struct watch *w);
int watch_routes_fd(const struct watch *w);

/* Reads what has come, and adds to `d` what somebody else changed of our
 * table: all, if so much came that some was lost. */
void watch_tables(struct watch *w, struct table_distrust *d);

/*
 * The kernel writes a message for each element that we change, if only to
 * throw it away here; for a million that is seconds. While paused nothing is
 * told: who pauses looks afterwards whether the ruleset is still where it was
 * (netlink_genid()). 0 or -errno: it is paused still.
 */
void watch_pause(struct watch *w);
int watch_resume(struct watch *w);

/* True if links or routes have changed. */
bool watch_routes(struct watch *w);

#endif
