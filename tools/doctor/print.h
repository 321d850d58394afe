/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_PRINT_H
#define TOOLS_DOCTOR_PRINT_H

/* What the doctor says of what was found. */

#include "tools/cli/answer.h"
#include "tools/doctor/diagnosis.h"

/* For people, or with --nagios as a plugin does; in the other forms as they
 * are. */
void doctor_print(struct answer *an, const struct args *a,
		  const struct diagnosis *d);

/* The exit status, Nagios' too. */
int doctor_print_status(const struct diagnosis *d);

#endif
