/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_RECORD_H
#define TOOLS_RECORD_RECORD_H

/*
 * A line of the log taken apart: the values that questions are asked about,
 * borrowed from the line or the tree. Lines as cordond writes them are scanned
 * (scan.h), all others read as JSON; both come to the same.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/jsontree.h"
#include "lib/span.h"
#include "nfq/event/tally.h"
#include "tools/record/part.h"

enum record_kind {
	RECORD_EVENT,		/* somebody's connection, lookup, request */
	RECORD_NOTICE,		/* about cordon itself */
	RECORD_OTHER,		/* a line of another program */
	RECORD_BAD,		/* none at all; the tree's `why` may say */
};

struct record {
	enum record_kind kind;
	int64_t time;		/* microseconds since 1970 */
	/* p is NULL where there is none; numbers as they are written. */
	struct span part[RECORD_PARTS];
	/* List of {"id", "mode"} in the tree: those of vendors; NULL. */
	const struct jsontree_node *vendors;
};

/* Takes a line of `len` bytes apart, which a NUL ends; fills the tree only
 * where it has to. */
enum record_kind record_read(struct record *r, struct jsontree *tree,
			     const char *line, size_t len);

/* The same by the tree alone. */
enum record_kind record_read_tree(struct record *r, struct jsontree *tree,
				  const char *line, size_t len);

/* A whole number, 0 where there is none; one beyond all becomes the last. */
uint64_t record_number(const struct record *r, enum record_part part);

/* How many events it stands for: 1 to 1,000,000,000. */
int64_t record_count(const struct record *r);

enum tally_outcome record_outcome(const struct record *r);

/* The name that was asked for, or that an answer leads to; empty for none. */
struct span record_name(const struct record *r);

/* What was wanted, as it is counted: that name, or the one that DNS gave to the
 * address, or the entry that the address is in, or the address. */
struct span record_target(const struct record *r);

/* How it was seen: the protocol, "address", or "fallback". */
struct span record_via(const struct record *r);

/* Of which stream, and which number in it; false of a line of before them. */
bool record_seq(const struct record *r, uint64_t *seq);

/* "2026-09-23T08:15:02.114532+0000", or another moment, in microseconds. */
bool record_time(struct span text, int64_t *time);

#endif
