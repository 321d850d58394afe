/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_XDP_H
#define TOOLS_DOCTOR_XDP_H

/* Programs that interfaces run on what arrives, before any rule (XDP). */

#include <net/if.h>

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

struct xdp_link {
	char name[IF_NAMESIZE];
};

void doctor_xdp_check(struct diagnosis *d, struct facts *f);

/* `links` are those with a program. */
void doctor_xdp_judge(struct diagnosis *d, const struct xdp_link *links,
		      size_t n);

#endif
