/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_CENTRE_H
#define TOOLS_DOCTOR_CENTRE_H

/* Does the log arrive at the centre of the fleet? */

#include "tools/centre/lag.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_centre_check(struct diagnosis *d, struct facts *f);

/* The same of what is known. */
void doctor_centre_judge(struct diagnosis *d, const struct config *c,
			 const struct lag *l, time_t now);

#endif
