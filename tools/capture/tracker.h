/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_TRACKER_H
#define TOOLS_CAPTURE_TRACKER_H

/*
 * Stands in for the kernel when a capture is inspected: knows which side of a
 * connection opened it, and which connections are judged, as conntrack and
 * the rules of ruleset/table/table.c do. Bounded: the flows seen last are kept.
 */

#include <stdbool.h>

#include "nfq/judge/report.h"

struct tracker;

/* `elsewhere`: DNS questions are selected on any port. */
struct tracker *tracker_new(bool elsewhere);
void tracker_free(struct tracker *t);

struct tracked {
	bool first;	/* the first that its client sends */
	bool selected;	/* our rules would queue it */
	/* Its checksum is wrong, where that of the client's SYN was right. The
	 * server would throw it away, or the capture was made before the card
	 * computed it: what comes next tells. */
	bool doubtful;
};

struct tracked tracker_take(struct tracker *t, const struct packet *p);

/* Remembers a verdict for its flow. */
void tracker_judged(struct tracker *t, const struct packet *p,
		    enum verdict v);

/* True the first time that this name is found on this flow. */
bool tracker_first(struct tracker *t, const struct report *r);

#endif
