/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_MACHINES_H
#define TOOLS_HISTORY_MACHINES_H

/*
 * The machines that the history knows. One is whoever has a MAC address, with
 * all its addresses over time, those of IPv6 that change too; an address where
 * no MAC is known, or where a MAC has several IPv4 addresses at once, as a
 * router has that stands between.
 */

#include "nfq/event/tally.h"
#include "tools/history/history.h"

enum { MACHINE_ROUTER = 4 };	/* IPv4 addresses at once */

struct machine_vendor {
	char *vendor;
	int64_t n;
};

struct machine {
	char mac[24];		/* "" if none is known */
	bool behind;		/* of a router, whose MAC that is */
	char **addresses;	/* the one seen last comes first */
	int64_t *seen;		/* when each was, last */
	size_t naddresses;
	struct machine_vendor *vendors;		/* the most first */
	size_t nvendors;
	int64_t n[TALLY_OUTCOMES], first, last;	/* microseconds */
};

struct machines {
	struct machine *items;
	size_t n;
};

/* All there are, who was seen last first. With a vendor only what is of it. */
void machines_load(struct machines *m, struct history *h, const char *vendor);
void machines_done(struct machines *m);

#endif
