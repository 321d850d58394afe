/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FLEET_HOSTS_H
#define TOOLS_LOG_FLEET_HOSTS_H

/*
 * Machines of a fleet: of each gateway what its own history would say, made of
 * the centre's sums by the same functions. A private address is another machine
 * behind another gateway.
 */

#include "tools/history/machines.h"
#include "tools/query/query.h"

/* Gives the history of each gateway, one after the other, by its name. False,
 * and why, where the centre does not answer. */
bool fleet_hosts(struct query *q, const struct clients_query *asked,
		 void (*take)(void *arg, const char *gateway,
			      struct history *h), void *arg,
		 struct fault *why);

#endif
