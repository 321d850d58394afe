/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_VERIFY_H
#define TOOLS_ARCHIVE_VERIFY_H

/*
 * Is the log what was written? Each sealed file by its hash, its frames and
 * the numbers of its lines; the ledger by its chain and signatures; and the
 * numbers from sealed files over rotated ones to the last that cordond says it
 * has given.
 */

#include "lib/fault.h"
#include "tools/archive/gaps.h"
#include "tools/archive/store.h"

struct verify {
	const struct store *store;
	const struct sealkey *key;
	/* Called for each thing that is wrong: a file, or "ledger". */
	void (*tell)(void *arg, const char *where, const char *what);
	void *arg;

	/* What was looked at. */
	struct gaps *streams;
	size_t nstreams;
	unsigned files, wrong;
	bool is_signed;		/* each line of the ledger, and well */
	char head[DIGEST_TEXT];	/* of the ledger; "" without one */
	/* Lines of which a client was taken out, which say so; and what the
	 * ledger tells of it: how often, and by whom and when the last time. */
	uint64_t erased;
	unsigned erasures;
	char erased_by[64], erased_when[MOMENT_TEXT];
};

/* False, and why, where the ledger cannot be read at all; verify_done() in
 * either case. */
bool verify_run(struct verify *v, struct fault *why);
void verify_done(struct verify *v);

#endif
