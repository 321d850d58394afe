/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_GUARD_H
#define RULESET_CONFIG_GUARD_H

/*
 * Is a list fit to be enforced? One that names this gateway, its next hops or
 * the way lists come in, whole top-level domains or half the Internet is
 * broken or hostile, and so is one that suddenly is a fraction of what it
 * was: it is refused as a whole, and its last good copy stays.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/fault.h"
#include "lib/prefix.h"
#include "ruleset/config/source.h"
#include "ruleset/list/list.h"

enum guard_verdict {
	GUARD_OK,
	GUARD_FEW, GUARD_MANY,		/* min_entries, max_entries */
	GUARD_SHRUNK, GUARD_GROWN,	/* against the last good copy */
	GUARD_WIDE,			/* a prefix, or all together */
	GUARD_SUFFIX,			/* a public suffix as a name */
	GUARD_OWN,	/* own addresses, next hops, resolvers, management */
	GUARD_FEED,			/* the host a list comes from */
	GUARD_NO_LIST,			/* more rubbish than entries */
	GUARD_VERDICTS
};

extern const char *const guard_words[GUARD_VERDICTS];

/* May "--accept" let it through? */
bool guard_can_accept(enum guard_verdict v);

/* What must not be listed. */
struct guard_danger {
	enum guard_verdict verdict;	/* GUARD_OWN, GUARD_FEED */
	const char *what;		/* "the next hop"; static */
	struct prefix prefix;		/* if name is NULL */
	char *name;
};

struct guards {
	struct guard_danger *dangers;
	size_t n;
	/* ICANN's part of the list of public suffixes; NULL: unknown */
	bool (*is_public_suffix)(const void *suffixes, const char *name);
	/* The other part: what companies hand out below their own names */
	bool (*is_private_suffix)(const void *suffixes, const char *name);
	void *suffixes;			/* for that; its owner's */
};

void guard_add_prefix(struct guards *g, enum guard_verdict v, const char *what,
		      const struct prefix *p);
void guard_add_name(struct guards *g, enum guard_verdict v, const char *what,
		    const char *name);
void guard_done(struct guards *g);

/* Has the prefix to do with an address of this gateway's? */
bool guard_is_own(const struct guards *g, const struct prefix *p);

/*
 * Space where nobody's servers are: private, loopback, link-local, multicast,
 * reserved. Lists hold it as "bogons"; unless a source has allow_special, it
 * is subtracted from what the source lists. Documentation and benchmark
 * networks are not here: to list them harms nobody.
 */
const struct prefix *guard_special(size_t *n);
bool guard_is_special(const struct prefix *p);

enum { GUARD_PIECES = 65536 };

/* One list being looked at; half a megabyte. */
struct guard_check {
	const struct guards *guard;
	const struct config_source *source;
	size_t names, prefixes;		/* that count */
	size_t special;			/* left out */
	size_t shared;			/* names of many: a hoster's suffix */
	enum guard_verdict verdict;	/* the first found, or the first that
					   cannot be accepted */
	bool never;			/* accepting it would let nothing in:
					   its reader takes no such entry */
	struct fault fault;		/* its reason; line: of the entry */
	uint32_t covered4[GUARD_PIECES];	/* addresses, by /16 */
	uint32_t covered6[GUARD_PIECES];	/* /48s, by /19 of 2000::/3 */
};

void guard_begin(struct guard_check *c, const struct guards *g,
		 const struct config_source *s);
void guard_entry(struct guard_check *c, const struct list_entry *e);
/* May "--accept" let this list through? */
bool guard_check_can_accept(const struct guard_check *c);

/* A single label, which was rejected: a top-level domain is no accident,
 * unless the source excludes it. */
void guard_label(struct guard_check *c, const char *label, unsigned line);

/* All is read: `before` entries were in the last good copy, 0 for none;
 * `rejects` lines were none. */
enum guard_verdict guard_end(struct guard_check *c, size_t before,
			     size_t rejects);

/* Shrunk or grown by more than these percentages? Changes of a few entries
 * are neither. */
enum guard_verdict guard_change(size_t before, size_t now, int64_t max_shrink,
				int64_t max_growth);

#endif
