/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_MODE_H
#define NFQ_RELOAD_MODE_H

/* Modes that are set by command: to last, or for a while over what is
 * configured. Of those there may be one of all and one of each vendor at a
 * time; a new one takes the place of that of the same vendor alone. */

#include "nfq/reload/reload.h"

/* What is asked for. */
struct mode_change {
	enum mode mode;
	const char *vendor;	/* NULL: of all; borrowed */
	uint64_t seconds;	/* how long; 0: to last */
	bool confirm;		/* so long unless it is confirmed by then */
};

/* MODE [vendor ID] [for TIME | confirm TIME]: false if the words are not that.
 * Borrows from them. */
bool mode_parse(struct mode_change *c, char *const *words, unsigned n);

/* False with the reason in `fault`; what was in force stays then. */
bool mode_set(struct reloader *r, const struct mode_change *c,
	      struct fault *fault);

/* Makes all that wait for it last. False with the reason in `fault`. */
bool mode_confirm(struct reloader *r, struct fault *fault);

/* Ends those whose time is over. */
void mode_tick(struct reloader *r);

/* Those that hold for a while outlive the daemon, as long as the machine is
 * up: they stand in RUN/override.conf. This reads it, for who begins with the
 * configuration at that path. */
struct rules_overrides mode_recall(const char *config_path);

/* The one of a vendor, or of all ("") that holds for a while, or NULL; and for
 * how many seconds it still does. */
const struct rules_override *mode_timed(const struct rules_overrides *o,
					const char *vendor);
time_t mode_left(const struct rules_override *o, time_t now);

#endif
