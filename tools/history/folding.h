/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_FOLDING_H
#define TOOLS_HISTORY_FOLDING_H

/*
 * Who and what an event is about, by numbers. Of each day the first of a
 * client's addresses and targets have numbers of their own, and those beyond a
 * bound one together: the network of the address, "others".
 */

#include "tools/history/things.h"
#include "tools/record/record.h"

enum {
	FOLD_CARDS = 16384,	/* MAC addresses a day */
	FOLD_NETWORKS = 256,	/* /24 or /64 of one of them */
	FOLD_ADDRESSES = 256,	/* of one of those */
	FOLD_TARGETS = 256,	/* of a MAC, or of an address without one */
};

#define FOLD_OTHERS "others"

struct fold_ids {
	uint32_t client, party, rule, target, via;
};

struct folding;

struct folding *folding_new(struct db *d, struct things *t);
void folding_free(struct folding *f);

/* All of an event of a day. */
void folding_event(struct folding *f, const struct record *r, uint32_t day,
		 struct fold_ids *ids);

/* Its client alone. */
uint32_t folding_client(struct folding *f, const struct record *r,
		       uint32_t day);

/* Days before this one are over. */
void folding_forget(struct folding *f, uint32_t day);

#endif
