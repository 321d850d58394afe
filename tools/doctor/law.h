/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_LAW_H
#define TOOLS_DOCTOR_LAW_H

/* Whether the law that is cited is this network's, and of today. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"
#include "tools/vendors/vendors.h"

/* Days after which a catalogue is old. */
enum { LAW_OLD = 120 };

void doctor_law_check(struct diagnosis *d, struct facts *f);

/* `v` is the catalogue beside the configuration, `now` the clock's. */
void doctor_law_judge(struct diagnosis *d, const struct vendors *v,
		      time_t now);

#endif
