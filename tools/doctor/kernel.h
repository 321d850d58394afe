/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_KERNEL_H
#define TOOLS_DOCTOR_KERNEL_H

/* What the kernel can do, and whether it does what cordon told it. */

#include "ruleset/apply/apply.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_kernel_check(struct diagnosis *d, struct facts *f);
void doctor_kernel_table(struct diagnosis *d, struct facts *f);
void doctor_kernel_flowtables(struct diagnosis *d, struct facts *f);

/* By what asking for the table came to: 0 or -errno. */
void doctor_kernel_judge_table(struct diagnosis *d, const struct facts *f,
			       const struct table_state *s, int ret);

/* A flowtable of the kernel's. */
void doctor_kernel_judge_flowtable(struct diagnosis *d, uint8_t family,
				   const char *table, const char *name);
/* There is none, by what asking for them came to: 0 or -errno. */
void doctor_kernel_judge_no_flowtable(struct diagnosis *d,
				      const struct facts *f, int ret);

#endif
