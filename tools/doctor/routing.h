/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_ROUTING_H
#define TOOLS_DOCTOR_ROUTING_H

/* Routing rules that look at packet marks. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

struct mark_rule {
	const char *version;	/* "-4", "-6" of ip(8) */
	uint32_t priority, mark, mask;
};

void doctor_routing_check(struct diagnosis *d, struct facts *f);
void doctor_routing_judge(struct diagnosis *d, const struct facts *f,
			  const struct mark_rule *rules, size_t n);

#endif
