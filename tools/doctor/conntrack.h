/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_CONNTRACK_H
#define TOOLS_DOCTOR_CONNTRACK_H

/* Connection tracking: has it room, and is it set as our rules take it to be
 * (Documentation/networking/nf_conntrack-sysctl.rst)? */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

enum conntrack_setting {
	CONNTRACK_SYN_SENT, CONNTRACK_SYN_RECV, CONNTRACK_ESTABLISHED,
	CONNTRACK_LIBERAL, CONNTRACK_NO_WINDOW, CONNTRACK_CHECKSUM,
	CONNTRACK_SETTINGS
};

/* Each -1 where it is not there or cannot be read. */
struct conntrack {
	long tracked, most;
	long settings[CONNTRACK_SETTINGS];
};

void doctor_conntrack_check(struct diagnosis *d, struct facts *f);

void doctor_conntrack_judge(struct diagnosis *d, const struct facts *f,
			    const struct conntrack *c);

#endif
