/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_FLOOD_H
#define NFQ_EVENT_FLOOD_H

/*
 * A client that fills the log would push out what others did. Beyond so many
 * lines a minute its further ones are counted, by vendor and outcome, and told
 * when the minute is over; but the first of each vendor, rule and target stays
 * a line, up to FLOOD_FIRSTS a client and day. A client is an IPv4 address or
 * the /64 of an IPv6 one, in which a host may take any. It belongs to the
 * writer thread; where there are more clients than room, who was silent longest
 * is forgotten.
 */

#include <stdint.h>

#include "nfq/event/eve.h"
#include "nfq/event/event.h"

enum {
	FLOOD_CLIENTS = 4096, FLOOD_FIRSTS = 256, FLOOD_ROWS = 8,
	FLOOD_VENDOR = 40,
};

/* What lines that were not written stand for, in a minute. */
struct flood_row {
	char vendor[FLOOD_VENDOR];	/* "other": beyond FLOOD_ROWS */
	enum outcome outcome;
	uint64_t count;			/* events */
	struct timespec first, last;
};

struct flood;

/* `limit` lines a minute, 0: any number. `tell` is called for each row. */
struct flood *flood_new(uint64_t limit,
			void (*tell)(void *arg, const struct address *client,
				     const struct flood_row *row), void *arg);
void flood_free(struct flood *f);
void flood_set_limit(struct flood *f, uint64_t limit);

/* True if the event is to be a line; else it is counted. */
bool flood_add(struct flood *f, const struct event *e,
	       const struct eve_repeat *repeat);

/* Tells of minutes that are over at `now`; of all with `all`. */
void flood_close(struct flood *f, time_t now, bool all);

/* Tells what was counted so far, and goes on counting. */
void flood_tell(struct flood *f);

#endif
