/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_HEARTBEAT_H
#define TOOLS_SHIP_HEARTBEAT_H

/* What a gateway says of itself to the centre, as cordond has it now. */

#include "ruleset/config/config.h"
#include "tools/centre/centre.h"
#include "tools/cli/args.h"

/* Nothing is said before the gateway's name is known, by its first line. */
bool heartbeat_tell(struct centre *to, const struct args *a,
		    const struct config *c, const char *gateway,
		    struct fault *why);

#endif
