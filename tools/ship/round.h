/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_ROUND_H
#define TOOLS_SHIP_ROUND_H

/*
 * A round through the log: what the centre has not is put into blocks and
 * brought there, sealed files first, then rotated ones, then the one that is
 * written. A number that is in none of them may be in a file that was moved
 * meanwhile; only when three rounds have not found it is it given up. Behind
 * them goes what was in force by these lines.
 */

#include <sys/types.h>

#include "tools/archive/entry.h"
#include "tools/archive/store.h"
#include "tools/centre/arrived.h"
#include "tools/ship/covering.h"
#include "tools/ship/delivery.h"

enum { ROUND_FILES = 64, ROUND_PATIENCE = 3 };

/* What of a file has arrived, so that it is not read again. */
struct round_file {
	dev_t device;
	ino_t inode;
	uint64_t size;		/* of a packed one, which was read whole */
	uint64_t offset;	/* of a plain one */
	struct entry_place at;
};

struct round {
	const struct store *store;
	struct arrived *arrived;	/* what has, from round to round */
	struct delivery delivery;
	struct covering covering;
	struct block block;
	struct jsontree tree;
	struct entry_place at;		/* in the file that is read */
	struct round_file files[ROUND_FILES];
	size_t nfiles;
	char asked[LEDGER_STREAM];	/* whose place the centre has told */
	unsigned gaps;		/* rounds that have met the same one */
	bool gap;		/* this one has */
};

void round_done(struct round *r);

/* All there is. False, and why, where the centre has not taken it, or a file
 * cannot be read. */
bool round_run(struct round *r, struct fault *why);

#endif
