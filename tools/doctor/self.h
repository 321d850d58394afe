/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_SELF_H
#define TOOLS_DOCTOR_SELF_H

/* Who looks, and by which configuration. */

#include "lib/conf_report.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_self_privileges(struct diagnosis *d, struct facts *f);
void doctor_self_config(struct diagnosis *d, struct facts *f);

/* By what a whole check of the configuration in `file` came to. */
void doctor_self_judge(struct diagnosis *d, const char *file, bool good,
		       const struct conf_report *report);

#endif
