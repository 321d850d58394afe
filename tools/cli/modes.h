/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_MODES_H
#define TOOLS_CLI_MODES_H

/* What is said of modes, by the status of cordond and the configuration. */

#include "lib/jsontree.h"
#include "ruleset/config/config.h"

/* True if all that is restricted is only logged: no vendor is enforced. */
bool modes_refuse_nothing(const struct jsontree_node *status);

/* The mode that follows when `timed`, one of "timed_modes", is over: what the
 * configuration stores, for a vendor without a mode of its own that of all
 * now. */
const char *modes_after(const struct config *c,
			const struct jsontree_node *status,
			const struct jsontree_node *timed);

/* "by default", or "from FILE:LINE": where the mode comes from. */
enum { MODES_ORIGIN = 300 };
const char *modes_origin(const struct jsontree_node *status,
			 char out[MODES_ORIGIN]);

#endif
