/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_STORE_H
#define TOOLS_ARCHIVE_STORE_H

/*
 * Where the lines of a log lie: the file that is written, what was rotated
 * beside it, by cordond or by others, and what was sealed, in the folder
 * "sealed" beside it, with its ledger.
 */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct store {
	char *log, *folder;	/* the file; where it lies */
	char *sealed, *ledger;	/* the folder of sealed files; its ledger */
};

void store_init(struct store *s, const char *log);
void store_done(struct store *s);

struct store_file {
	char *path;
	time_t changed;
	unsigned long number;	/* NAME.7; 0 of another name */
	uint64_t size;
};

/* What was rotated, the oldest first. store_free() frees. */
void store_rotated(const struct store *s, struct store_file **files,
		   size_t *n);
void store_free(struct store_file *files, size_t n);

/* The path of a sealed file; the caller frees. */
char *store_sealed(const struct store *s, const char *name);

#endif
