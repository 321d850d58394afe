/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_COUNTERS_H
#define TOOLS_DOCTOR_COUNTERS_H

/* What our table in the kernel has counted of packets that were not judged, and
 * of such as bear an address that is not theirs. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

/* Packets, since the table was made. */
struct counted {
	long long passed, refused;	/* that nobody judged */
	long long unopened;		/* more than are looked at */
	long long spoofed;
};

void doctor_counters_unjudged(struct diagnosis *d, struct facts *f);
void doctor_counters_spoofing(struct diagnosis *d, struct facts *f);

void doctor_counters_judge_unjudged(struct diagnosis *d, const struct facts *f,
				    const struct counted *c);

/* `wan` are the interfaces that lead out. */
void doctor_counters_judge_spoofing(struct diagnosis *d, const struct facts *f,
				    const struct counted *c,
				    const struct conf_list *wan,
				    long rp_filter);

#endif
