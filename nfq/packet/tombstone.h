/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_TOMBSTONE_H
#define NFQ_PACKET_TOMBSTONE_H

/*
 * What remains of flows that had to give way: eight bytes each, in a table of
 * a fixed size, for a while. A hash of 64 bits, with a key that nobody knows,
 * stands for their ends: one flow is taken for another once in many billions.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TOMBSTONE_SECONDS = 600,	/* longer than servers wait */
	TOMBSTONE_NONE = 0,		/* otherwise who uses them says */
};

struct tombstones;

/* For `n` of them, rounded up to a power of two. */
struct tombstones *tombstones_new(size_t n);
void tombstones_free(struct tombstones *t);

/* Remembers the flow of this hash; `second` is of a clock that only goes
 * forward, `kind` from 1 to 255. False if another had to be forgotten for it
 * before its time. */
bool tombstones_add(struct tombstones *t, uint64_t hash, uint8_t kind,
		    uint32_t second);

/* Its kind, TOMBSTONE_NONE if nothing is remembered. */
uint8_t tombstones_find(struct tombstones *t, uint64_t hash, uint32_t second);

void tombstones_drop(struct tombstones *t, uint64_t hash);

#endif
