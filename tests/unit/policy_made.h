/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_POLICY_MADE_H
#define TESTS_UNIT_POLICY_MADE_H

/* Policies for tests, made of the shipped catalogue in mode enforce. */

#include "ruleset/config/config.h"
#include "ruleset/generation/generation.h"
#include "ruleset/policy/policy.h"

struct policy_made {
	struct config config;
	struct generation g;
	struct policy *policy;
};

/* With these settings as well. A mistake gives the test up. */
void policy_made(struct policy_made *m, const char *settings);

void policy_made_done(struct policy_made *m);

/* What becomes of a name or an address. */
struct decision policy_made_judge(const struct policy_made *m,
				  const char *text);

#endif
