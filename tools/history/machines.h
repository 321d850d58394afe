/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_MACHINES_H
#define TOOLS_HISTORY_MACHINES_H

/*
 * The machines that the history knows. One is whoever has a MAC address, with
 * all its addresses over time, those of IPv6 that change too; an address where
 * no MAC is known, or where a MAC is another's that stands between: a router's,
 * which has ROUTER_ADDRESSES of IPv4 or more on one day, or a repeater's, which
 * has addresses that were leased to other cards.
 */

#include "tools/history/clients.h"

enum machine_behind { BEHIND_NOTHING, BEHIND_ROUTER, BEHIND_REPEATER };
extern const char *const machine_behind_words[];	/* NULL: of nothing */

struct machine {
	char mac[24];		/* "" if none is known */
	enum machine_behind behind;	/* whose MAC that is then */
	char card[MAC_TEXT];	/* its own by a lease, where it stands behind
				   something; "" */
	char **addresses;	/* IPv4 first, the one seen last before the
				   others */
	int64_t *seen;		/* when each was, last */
	size_t naddresses;
	const struct hostname *name;	/* borrowed of the history; NULL */
	struct client_tried tried;
	int64_t n[TALLY_OUTCOMES];
	int64_t first, last;	/* microseconds, of what was asked for */
};

struct machines {
	struct machine *items;
	size_t n;
};

/* All there are, who was seen last first. With a query only who tried what is
 * asked for, and no more of it. */
void machines_load(struct machines *m, struct history *h,
		   const struct clients_query *q);
void machines_done(struct machines *m);

#endif
