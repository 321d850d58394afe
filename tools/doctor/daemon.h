/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_DAEMON_H
#define TOOLS_DOCTOR_DAEMON_H

/* Does it run, and what does it do? By nothing but the facts. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_daemon_check(struct diagnosis *d, struct facts *f);
void doctor_daemon_mode(struct diagnosis *d, struct facts *f);

#endif
