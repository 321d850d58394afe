/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_CLIENTS_H
#define TOOLS_HISTORY_CLIENTS_H

/* Clients of the history (an address with a MAC address, or without), each with
 * the sums of what it tried. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/address.h"
#include "nfq/event/tally.h"
#include "tools/history/history.h"

/* So often, counted elsewhere; texts are "" for what is none. */
struct client_sum {
	const char *gateway;		/* NULL: this one */
	const char *mac, *address, *vendor, *role;
	int outcome;			/* enum tally_outcome */
	int64_t n, first, last;
};

/* What is asked for; zeroes for all. Times in microseconds. */
struct clients_query {
	const char *const *vendors, *const *roles;	/* any of these */
	size_t nvendors, nroles;
	int64_t since, until;
	/* In place of what the history has, unless NULL: by MAC, then by
	 * address. All of the above was looked at. */
	const struct client_sum *sums;
	size_t nsums;
};

struct client_role {
	char *role;		/* "" for what no vendor is behind */
	int64_t n;
};

struct client_vendor {
	char *vendor;
	int64_t n;
	struct client_role *roles;	/* the most first */
	size_t nroles;
};

/* Of which vendors, the most first. */
struct client_tried {
	struct client_vendor *vendors;
	size_t n;
};

struct client {
	int64_t id;
	char mac[24], address[ADDRESS_TEXT];
	bool v4;
	bool routed;		/* its MAC is a router's (ROUTER_ADDRESSES) */
	int64_t n[TALLY_OUTCOMES];
	int64_t first, last;	/* of what is asked for; 0: nothing is */
	struct client_tried tried;
};

struct clients {
	struct client *items;	/* by id */
	size_t n;
};

void clients_load(struct clients *c, struct history *h,
		  const struct clients_query *q);
void clients_done(struct clients *c);

struct client *clients_find(const struct clients *c, int64_t id);

void client_tried_add(struct client_tried *t, const char *vendor,
		      const char *role, int64_t n);
void client_tried_join(struct client_tried *t,
		       const struct client_tried *other);
void client_tried_sort(struct client_tried *t);
void client_tried_done(struct client_tried *t);

#endif
