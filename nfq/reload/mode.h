/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_MODE_H
#define NFQ_RELOAD_MODE_H

/* The mode that is set by command: to last, or for a while over what is
 * configured. */

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

/* Makes a mode that waits for it last. False with the reason in `fault`. */
bool mode_confirm(struct reloader *r, struct fault *fault);

/* Ends a mode whose time is over. */
void mode_tick(struct reloader *r);

/* The one that holds for a while outlives the daemon, as long as the machine is
 * up: it stands in RUN/override.conf. This reads it, for who begins with the
 * configuration at that path; without one it is not set. */
struct override mode_recall(const char *config_path);

/* Seconds that it still holds; 0: no mode holds for a while. */
time_t mode_left(const struct override *o, time_t now);

#endif
