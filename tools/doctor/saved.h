/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_SAVED_H
#define TOOLS_DOCTOR_SAVED_H

/* Files of rules that other programs load, and that have our tables too: nft
 * refuses such a file whole. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_saved_check(struct diagnosis *d, struct facts *f);

/* Finds where the text of a file begins a table of ours; false: nowhere. */
bool doctor_saved_judge(struct diagnosis *d, const char *path,
			const char *text);

#endif
