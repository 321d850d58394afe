/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_BLOCK_H
#define TOOLS_SHIP_BLOCK_H

/*
 * Lines of a stream that follow each other, as rows for the centre. What is
 * sent is a block, and a block never changes once it was sent: its first number
 * names it, and it ends before the month does, so that ClickHouse has all of it
 * or nothing.
 */

#include "lib/buffer.h"
#include "tools/archive/ledger.h"
#include "tools/record/record.h"

enum { BLOCK_LINES = 8192, BLOCK_BYTES = 3 << 20, BLOCK_GATEWAY = 128 };

/* Zero-initialise to start. */
struct block {
	char gateway[BLOCK_GATEWAY], stream[LEDGER_STREAM];
	uint64_t first, last;	/* 0: it is empty */
	uint64_t end;		/* where it has to, as it was sent before; 0 */
	unsigned lines, events;
	int64_t since, until;	/* microseconds */
	int month;
	struct buffer rows;
};

/* May the line, number `seq` of its stream, come behind those in it? */
bool block_takes(const struct block *b, const struct record *r, uint64_t seq);
void block_add(struct block *b, const struct record *r, uint64_t seq);

/* Empties it and keeps the memory. */
void block_reset(struct block *b);
void block_done(struct block *b);

/* The columns that rows have, with commas: the flat table's, and the block. */
void block_columns(struct buffer *sql);

#endif
