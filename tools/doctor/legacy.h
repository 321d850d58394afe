/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_LEGACY_H
#define TOOLS_DOCTOR_LEGACY_H

/* Tables of iptables from before nftables, which netlink does not show. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_legacy_check(struct diagnosis *d, struct facts *f);

/* `names4` and `names6` are those of IPv4 and IPv6, apart by blanks, "" where
 * there are none. */
void doctor_legacy_judge(struct diagnosis *d, const char *names4,
			 const char *names6);

#endif
