/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_EXCEPTIONS_H
#define TOOLS_DOCTOR_EXCEPTIONS_H

/* Can the register be read, and does an exception end soon? */

#include "ruleset/config/exception.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_exceptions_check(struct diagnosis *d, struct facts *f);

/* `mistake` is all zeroes where the register could be read. */
void doctor_exceptions_judge(struct diagnosis *d, const struct facts *f,
			     const struct exceptions *all,
			     const struct fault *mistake);

#endif
