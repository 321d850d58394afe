/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_LISTS_H
#define TOOLS_DOCTOR_LISTS_H

/* Sources of lists that are not well, and resolvers that see past cordon. */

#include "ruleset/generation/generations.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"
#include "tools/sync/source_state.h"

void doctor_lists_check(struct diagnosis *d, struct facts *f);
void doctor_lists_resolvers(struct diagnosis *d, struct facts *f);

/* `current` is the generation in force. */
void doctor_lists_judge(struct diagnosis *d, const struct facts *f,
			const struct source_now *sources, size_t n,
			const struct generations_hold *hold,
			unsigned current);

#endif
