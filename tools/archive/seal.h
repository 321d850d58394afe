/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_SEAL_H
#define TOOLS_ARCHIVE_SEAL_H

/*
 * Seals what was rotated: copies lines into packed files that are never
 * changed again, and writes each into the ledger. Rotated files themselves stay
 * for as long as who rotates them keeps them; what of them is sealed already is
 * not sealed twice. Killed at any time, the next run goes on.
 */

#include "lib/fault.h"
#include "ruleset/config/config.h"
#include "tools/archive/ledger.h"
#include "tools/archive/store.h"

struct seal {
	struct store *store;
	struct sealkey key;
	struct ledger ledger;
	int lock;

	unsigned files;		/* that were sealed, */
	uint64_t lines;		/* and how many lines */
	unsigned dropped;	/* files that left, */
	unsigned given_up;	/* of those what somebody waited for */
	unsigned broken;	/* lines that were none; they are sealed, too */
};

/* Takes the folder of sealed files for itself; false, and why, if that cannot
 * be, with why->ret -EACCES for who may only read. seal_close() in either
 * case. */
bool seal_open(struct seal *s, struct store *store, const char *key,
	       struct fault *why);
void seal_close(struct seal *s);

/* All that is rotated and not sealed yet. */
bool seal_rotated(struct seal *s, struct fault *why);

/* Would seal_drop() with these let any file go that `has` (NULL: nobody) has
 * not? */
bool seal_drops(const struct seal *s, uint64_t most, time_t since,
		bool (*has)(void *arg, const struct ledger_entry *e),
		void *arg);

/* Who waits for what is sealed: it stays until all files have more than `hold`
 * bytes (0: nobody waits). */
struct seal_waiting {
	bool (*has)(void *arg, const struct ledger_entry *e);
	void *arg;
	uint64_t hold;
};

/* Lets the oldest files go until all have at most `most` bytes and none ended
 * before `since` (0: any may be there), but what is waited for; of that what
 * has to go all the same is counted (given_up). */
bool seal_drop(struct seal *s, uint64_t most, time_t since,
	       const struct seal_waiting *w, struct fault *why);

#endif
