/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_ACCEPTED_H
#define TOOLS_SYNC_ACCEPTED_H

#include "tools/sync/outcome.h"

/* Writes into the register that somebody let through what guards held back,
 * and which generation came of it. */
void accepted_note(const struct config *c, const struct gather_options *o,
		   const struct outcome *out);

#endif
