/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_FRAMED_H
#define TOOLS_HISTORY_FRAMED_H

/* Which frame of which sealed file has which lines, and of whom: what leads to
 * "the last hundred of one client" without reading all. */

#include "tools/archive/entry.h"
#include "tools/history/folding.h"

struct framed_row {
	char file[LEDGER_FILE], stream[LEDGER_STREAM];
	uint32_t number;
	uint64_t first, last;
	int64_t since, until;
	uint32_t *clients;	/* in order, each once */
	size_t nclients;
};

/* Zero-initialise to start. */
struct framed {
	struct framed_row *rows;
	size_t n;
	bool on;		/* lines that come are of the last row */
};

void framed_done(struct framed *f);

/* The lines that come next are of this frame; of none with file "". */
void framed_begin(struct framed *f, const char *file, uint32_t number);
void framed_note(struct framed *f, struct folding *fold,
		 const struct entry_place *at, const struct record *r);
void framed_end(struct framed *f);

/* Writes the rows into a database, and forgets them. */
void framed_write(struct framed *f, struct db *d, const char *where);

/* The same in a transaction of its own, with the clients that are new. */
void framed_keep(struct framed *f, struct db *d, struct things *t);

/* Are events of this client in a frame, by the bytes that were written? */
bool framed_has(struct span clients, uint32_t client);

#endif
