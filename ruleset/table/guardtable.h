/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_GUARDTABLE_H
#define RULESET_TABLE_GUARDTABLE_H

/*
 * The table inet cordon-guard: behind the commit chains of the main one it
 * holds back what has not come through there, as when another program has
 * removed that. It belongs to the socket that makes it (NFT_TABLE_F_OWNER,
 * Linux 5.12): nobody else can change it, and it goes with the socket. It holds
 * until a moment that has to be put off all the time.
 */

#include <stdint.h>
#include <time.h>

#include "ruleset/nft/batch.h"
#include "ruleset/table/marks.h"

#define GUARDTABLE_NAME "cordon-guard"

/* The table with its rules, in the place of those that it has. It belongs to
 * the socket that the batch is sent by. */
void guardtable_write(struct batch *b, const struct marks *m, time_t until);

/* It holds until then: wall-clock time. */
void guardtable_hold_until(struct batch *b, time_t until);

/* Its chains are empty. They stay, as what is queued in the namespace would go
 * with them. */
void guardtable_clear(struct batch *b);

/* The table is gone, and what is queued in the namespace now. */
void guardtable_remove(struct batch *b);

/* What was held back since the table was made: 0 or -errno. */
int guardtable_held(struct netlink *n, uint64_t *packets);

#endif
