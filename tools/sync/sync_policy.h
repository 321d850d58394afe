/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SYNC_POLICY_H
#define TOOLS_SYNC_SYNC_POLICY_H

/*
 * A policy of the fleet on its way into force. Its configuration is read, its
 * lists are taken in and compiled while the policy of now is still the one that
 * everybody reads; then one link moves, and cordond is told. Where anything of
 * it does not do, nothing has changed.
 */

#include "tools/sync/outcome.h"

/*
 * Asks for one, where "policy" is set, and brings it into force by `under`, a
 * sync under a policy that is not in force yet, which is false if nothing has
 * changed, as it cannot be. False if there is none that could be: what was
 * asked for is still to be done.
 */
struct sync_asked {
	const struct args *args;
	const struct config *config;
	const struct gather_options *options;
	bool (*under)(const struct args *a, const struct config *c,
		      const struct gather_options *o, int *status);
};

bool sync_policy_run(const struct sync_asked *asked, int *status);

/* --- for the process without privileges ------------------------------- */

/* Are all lists there that it needs? False, and that is noted. */
bool sync_policy_has_lists(struct gather *g, struct outcome *out);

/* It was compiled, or not: then it is not taken. */
void sync_policy_settle(const struct config *c, const struct gather_options *o,
		      struct outcome *out);

#endif
