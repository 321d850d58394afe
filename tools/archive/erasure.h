/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_ERASURE_H
#define TOOLS_ARCHIVE_ERASURE_H

/*
 * Takes a client out of the log's files (blot.h says what becomes of a line).
 * A plain file is written over where it lies, so that who writes and who reads
 * it go on; a sealed one is sealed anew, and the ledger has its hash of before
 * and of now. Killed at any time, the same again does the rest.
 */

#include "tools/archive/seal.h"
#include "tools/record/blot.h"

struct erasure {
	const struct blot *client;
	char by[64];		/* who has it done; for the ledger */
	uint64_t lines;		/* that it was in */
	unsigned files;
	struct buffer left;	/* files that it may still be in, and why */
};

void erasure_done(struct erasure *e);

/* All sealed files. */
bool erasure_sealed(struct erasure *e, struct seal *s, struct fault *why);

/* The file that is written, and what was rotated. Who writes it must hold no
 * line of the client back. */
void erasure_plain(struct erasure *e, const struct store *store);

/* A file that it may still be in. */
void erasure_leave(struct erasure *e, const char *path, const char *why);

#endif
