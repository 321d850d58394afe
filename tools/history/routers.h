/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_ROUTERS_H
#define TOOLS_HISTORY_ROUTERS_H

/*
 * Whose MAC address is a router's: ROUTER_ADDRESSES of IPv4 or more had it on
 * one day (of UTC). Who gets another address from time to time is none.
 */

#include "tools/history/clients.h"

enum { ROUTER_ADDRESSES = 4 };

/* Sets `routed` of the clients that have such a MAC. `order` has all of them by
 * MAC. */
void routers_mark(struct client **order, size_t n, struct db *d);

#endif
