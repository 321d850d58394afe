/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SOURCE_STATE_H
#define TOOLS_SYNC_SOURCE_STATE_H

/*
 * What is known of a source: STATE/sources/ID/state.json, written anew at
 * each try. A state other than "well" stays until the source is well again.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/config/config.h"
#include "ruleset/config/source.h"
#include "tools/sync/losses.h"

enum source_health {
	SOURCE_NEW,		/* never tried */
	SOURCE_WELL,
	SOURCE_FAILED,		/* could not be fetched or read */
	SOURCE_UNVERIFIED,	/* not signed as it should be, damaged */
	SOURCE_REFUSED,		/* a guard holds it back */
	SOURCE_LOSSY,		/* taken in, but many lines are no entries */
	SOURCE_HEALTHS
};

extern const char *const source_health_words[SOURCE_HEALTHS];

struct source_state {
	enum source_health health;
	int64_t tried, good_at, changed;	/* seconds, 0: never */
	int64_t retry_at;		/* its server asks to be left alone
					   until then; 0: it does not */
	uint64_t failures;		/* tries in a row that were not well */
	uint64_t names, prefixes;
	struct losses lost;		/* beside these */
	char format[16];
	char sha256[65];		/* of the last good copy, as it was
					   published (packed or not) */
	char content[65];		/* of its text, "" if there is none */
	char etag[256], modified[64], address[64];
	char from[SOURCE_ORIGIN];	/* it came from */
	char key[64];			/* by which it was verified */
	int64_t signed_at;		/* as its signature says; 0: unknown */
	char settings[65], terms[65];	/* it was judged by (terms.h) */
	uint64_t accepted;		/* 1: a guard was overridden for it */
	uint64_t copy_refused;		/* 1: what is not well is the good
					   copy itself */
	uint64_t reading;		/* LIST_READING that the copy was
					   judged by */
	char verdict[16];		/* word of the guard that refused */
	uint64_t asns, announced;	/* AS numbers; prefixes they are */
	char asn_fault[160];		/* why they are none, "" else */
	char sample[200];		/* the first line that was rejected */
	bool acceptable;		/* --accept lets it through */
	char why[300];			/* of what is not well, "" else */
	bool unread;			/* of the file: nothing is known */
};

/* All zero where there is none; and SOURCE_FAILED, saying why, where it cannot
 * be read. */
void source_state_read(struct source_state *st, const struct config *c,
		       const struct config_source *s);
/* 0 or -errno; whole, or as it was. */
int source_state_write(const struct source_state *st, const struct config *c,
		       const struct config_source *s);

/* Entries of the last good copy. */
static inline uint64_t source_state_entries(const struct source_state *st)
{
	return st->names + st->prefixes;
}

/* Seconds for which its server wants to be left alone; 0: it does not. It may
 * say a day at most, and a clock that was set back stops nothing for ever. */
int64_t source_state_put_off(const struct source_state *st, int64_t now);

/* Has it not been well for longer than three times its refresh interval? */
bool source_state_is_stale(const struct source_state *st,
			   const struct config_source *s, int64_t now);

/* Every configured source with its state, `*n` of them, in an array that the
 * caller frees. */
struct source_now {
	const struct config_source *source;	/* of the configuration */
	struct source_state state;
};

struct source_now *source_state_all(const struct config *c, size_t *n);

#endif
