/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CENTRE_ORDER_H
#define TOOLS_CENTRE_ORDER_H

/*
 * Orders to erase a client at the centre, which its own job carries out
 * (60-erase.sql, erase.sh). A gateway leaves one beside what "cordon ship" has,
 * STATE/ship/order-ID, and that brings it behind the lines that came before; a
 * file that is gone has arrived.
 */

#include "ruleset/config/config.h"
#include "tools/centre/centre.h"

struct order {
	const char *gateway;	/* behind this one; "": behind any */
	const char *client;	/* an address or a MAC, as the log has it */
	bool is_mac;
	const char *by;		/* who wants it */
};

/* Brings it at once; false, and why. */
bool order_bring(struct centre *to, const struct order *o, struct fault *why);

/* Leaves it for "cordon ship". 0 or -errno. */
int order_leave(const struct config *c, const struct order *o);

/* All that were left; false, and why, where the centre does not take one. */
bool order_bring_all(struct centre *to, const struct config *c,
		     struct fault *why);

#endif
