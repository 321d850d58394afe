/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_LAPSE_H
#define NFQ_RELOAD_LAPSE_H

/* What begins and ends by the calendar: exceptions, and local rules that were
 * made for a while. */

#include "nfq/reload/reload.h"

struct lapse {
	struct reloader *reloader;	/* borrowed */
	time_t retry;	/* clock_boot(): not before, since the register of
			   local rules could not be written; 0: at once */
};

/* Has the rules loaded anew if some have begun or ended; those that ended are
 * in the audit. */
void lapse_tick(struct lapse *l);

#endif
