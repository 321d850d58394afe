/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_LEDGER_H
#define TOOLS_ARCHIVE_LEDGER_H

/*
 * What was sealed, a line of JSON each: which lines of which stream, from
 * when to when, the file's SHA-256, that of the ledger's line before, and,
 * where there is a key, a signature of all that. Who changes a line breaks
 * the chain behind it. A file that left is told by a line of its own, and so
 * is one that a client was taken out of: from then on its entry has the new
 * size and hash.
 */

#include "lib/fault.h"
#include "lib/moment.h"
#include "tools/archive/sealkey.h"

enum { LEDGER_FILE = 96, LEDGER_STREAM = 48 };

/* The "file" of what was erased in no sealed one. */
#define LEDGER_LOG "log"

enum ledger_what {
	LEDGER_SEAL,		/* a file came */
	LEDGER_DROP,		/* it was too old, or too much; it went */
	LEDGER_ERASE,		/* a client was taken out of it: it has another
				   hash now. Or of the log, LEDGER_LOG */
	LEDGER_WHATS
};

struct ledger_entry {
	enum ledger_what what;
	char file[LEDGER_FILE];
	char stream[LEDGER_STREAM];
	uint64_t first, last;	/* numbers in the stream */
	uint64_t lines, bytes;	/* as they were; `packed` as they are */
	uint64_t packed;
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	char digest[DIGEST_TEXT];
	char was[DIGEST_TEXT];	/* of LEDGER_ERASE: before that */
	char by[64];		/* who had it done */
	char when[MOMENT_TEXT];	/* of one that was read: when it was written */

	/* Of one that was read: where it stands, and what is wrong with it. */
	unsigned line;
	bool is_signed, good_signature;
	bool chained;		/* names the hash of the line before */
	bool dropped;		/* of a file that came: it went again */
};

struct ledger {
	struct ledger_entry *entries;
	size_t n;
	unsigned broken;	/* the first line that is none; 0 */
	bool torn;		/* its last line has no end: never finished */
	char head[DIGEST_TEXT];	/* hash of its last line; "" of none */
};

/* Reads it; a missing one is empty. 0 or -errno; ledger_done() in either
 * case. */
int ledger_read(struct ledger *l, const char *path, const struct sealkey *key);
void ledger_done(struct ledger *l);

/* Appends a line, synced, signed where the key can, and to `l`, which was read
 * just before. */
int ledger_append(struct ledger *l, const char *path,
		  const struct sealkey *key, const struct ledger_entry *e);

/* The file's entry, NULL without one. */
const struct ledger_entry *ledger_find(const struct ledger *l,
				       const char *file);

/* The last number of a stream that is sealed, 0 of none. */
uint64_t ledger_covers(const struct ledger *l, const char *stream);

#endif
