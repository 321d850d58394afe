/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_ERASE_CENTRE_H
#define TOOLS_LOG_ERASE_CENTRE_H

/* The order to erase a client at the centre of a fleet, too. */

#include "tools/cli/answer.h"
#include "tools/record/blot.h"
#include "ruleset/config/config.h"

/* Of --fleet: gives the order to the centre, or counts what it has where that
 * is not confirmed. The status to end with. */
int erase_fleet(const struct args *a, const struct config *c,
		const struct blot *client, struct answer *an);

/* Where this gateway has a centre: leaves the order for "cordon ship". False
 * where it could not, which is told. */
bool erase_order(const struct config *c, const struct blot *client,
		 const char *by);

#endif
