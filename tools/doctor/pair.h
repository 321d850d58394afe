/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_PAIR_H
#define TOOLS_DOCTOR_PAIR_H

/* Two gateways of which one takes over from the other: whether keepalived and
 * conntrackd are set so that decisions go along. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_pair_check(struct diagnosis *d, struct facts *f);

/* What was found: texts of both files, NULL where one is not there. */
struct doctor_pair {
	const char *keepalived, *conntrackd;
	bool answers;		/* conntrackd does, at its socket */
	/* May this file be run? */
	bool (*may_run)(const char *path);
};

void doctor_pair_judge(struct diagnosis *d, const struct doctor_pair *p);

/* The value of the first line of a file of either that begins with `key`, its
 * quotes and words behind it left out; false if there is none. */
bool doctor_pair_value(const char *text, const char *key, char *out,
		       size_t size);

#endif
