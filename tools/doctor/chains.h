/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_CHAINS_H
#define TOOLS_DOCTOR_CHAINS_H

/* Other tools' chains at the hooks of ours, and what their rules do. */

#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"
#include "tools/doctor/other_rules.h"

struct hook_chain {
	char table[64], name[64];
	const char *family;	/* facts_family() */
	uint32_t hook;
	int32_t priority;
	bool base, drops;	/* drops: by policy */
	bool translates;	/* of type nat */
};

struct hook_chains {
	struct hook_chain *chains;
	size_t n;
	struct other_rules rules;
};

void doctor_chains_check(struct diagnosis *d, struct facts *f);

/* Looks at rules by walking from chain to chain, which it notes in them. */
void doctor_chains_judge(struct diagnosis *d, const struct facts *f,
			 struct hook_chains *all);

#endif
