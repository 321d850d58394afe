/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_CLOCK_H
#define TOOLS_DOCTOR_CLOCK_H

/* Is the clock behind what was written already? */

#include "ruleset/generation/witness.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

void doctor_clock_check(struct diagnosis *d, struct facts *f);
void doctor_clock_judge(struct diagnosis *d, const struct facts *f,
			const struct witness *w);

/* Takes the catalogue's word, if nothing newer is known: it was right at a
 * day, "2026-09-20", in UTC. */
void doctor_clock_ask_catalogue(struct witness *w, const struct facts *f);

#endif
