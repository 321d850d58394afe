/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_FINDINGS_H
#define TOOLS_CAPTURE_FINDINGS_H

/*
 * What "cordon inspect" prints, as it finds it: names (--names), events of
 * the daemon's log (--json), or a row for each thing that would have been
 * blocked or logged and, at the end, how much that was of each vendor.
 */

#include "nfq/event/event.h"
#include "tools/capture/link.h"
#include "tools/cli/answer.h"

struct findings;

/* Where a report comes from. */
struct findings_place {
	const char *file;		/* its last part */
	uint64_t number;		/* of the packet in it, from 1 */
	struct timespec time;
	struct link_source from;
	enum event_source source;	/* of a rule without a finding */
	bool first;			/* this name on this flow */
};

/* All are borrowed. */
struct findings *findings_begin(struct answer *an, const struct args *a,
				const struct rules *rules);
void findings_take(struct findings *f, const struct report *r,
		   const struct findings_place *at);

/* Tells people the sums, and frees. */
void findings_end(struct findings *f, uint64_t packets);

#endif
