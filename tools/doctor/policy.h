/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_POLICY_H
#define TOOLS_DOCTOR_POLICY_H

/* The policy of a fleet: whether the one that there is, is in force. */

#include "tools/bundle/taken.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_policy_check(struct diagnosis *d, struct facts *f);

void doctor_policy_judge(struct diagnosis *d, const struct facts *f,
			 const struct taken *t);

#endif
