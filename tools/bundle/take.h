/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_TAKE_H
#define TOOLS_BUNDLE_TAKE_H

/*
 * Asks for the policy of the fleet, and brings what is new to
 * STATE/policy/SEQUENCE, where it waits for the lists that it needs. What
 * fails on the way changes nothing but what is known of the last try. All of it
 * in the process without privileges, under the lock of syncs.
 */

#include "ruleset/config/config.h"
#include "tools/bundle/taken.h"

enum take_result {
	TAKE_NOTHING,		/* the same, or none */
	TAKE_CANDIDATE,		/* `sequence` lies there */
};

struct take {
	enum take_result result;
	int64_t sequence;
	struct taken state;
};

/* `held`: why nothing may be taken now; NULL. take_done() frees. */
void take_run(struct take *t, const struct config *c, const char *held);
void take_done(struct take *t);

/* Of an unpacked bundle: may this gateway take it? False, and the state says
 * why not. `digest` is that of the bundle. */
bool take_admits(struct taken *t, const struct config *c, const char *folder,
		 const char *digest, int64_t *sequence);

/* Is a gateway of this name among `share` percent of those that a roll-out
 * reaches first? */
bool take_is_among(const char *gateway, int64_t rollout, int64_t share);

/* Makes what lies at STATE/policy/SEQUENCE the policy in force, for whoever
 * reads the configuration from now on, and removes what is older than the one
 * before: 0 or -errno. */
int take_switch(const struct config *c, int64_t sequence);

#endif
