/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_COVER_H
#define TOOLS_HISTORY_COVER_H

/*
 * Since when what was in force, as the lines of a stream tell: cordond says so
 * whenever it changes, and every five minutes that it is alive. Where nothing
 * came for COVER_SILENCE nobody knows.
 */

#include <stdbool.h>
#include <stdint.h>

#include "tools/history/db.h"
#include "tools/record/record.h"

#define COVER_SILENCE 660000000ll	/* microseconds */

struct cover {
	bool open;		/* goes on with the next line */
	bool changed;
	uint64_t seq;		/* of its first line */
	int64_t since, until;
	char gateway[96], mode[16];
	int64_t generation;
};

/* Goes on with the last of the stream that the history has. */
void cover_load(struct cover *c, struct db *d, const char *stream);

/* A line; true if it does not go on with what there was, which is to be
 * written first. */
bool cover_ends(const struct cover *c, const struct record *r);
void cover_note(struct cover *c, const struct record *r, uint64_t seq);

#endif
