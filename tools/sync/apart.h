/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_APART_H
#define TOOLS_SYNC_APART_H

/* What reads what strangers wrote does so in a process of its own, without
 * privileges, which can only write below the state's folder. */

#include "tools/sync/outcome.h"

struct apart {
	const struct config *config;
	const struct gather_options *options;
	void (*run)(const struct config *c, const struct gather_options *o,
		    struct outcome *out);
	const struct args *args;	/* of who enforces what is ready; NULL:
					   nobody does */
};

/* Runs it, and waits for its end. */
struct outcome apart_run(const struct apart *p);

#endif
