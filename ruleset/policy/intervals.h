/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_INTERVALS_H
#define RULESET_POLICY_INTERVALS_H

/*
 * Which packets the kernel decides by itself: a policy's prefixes and a
 * configuration's exempt clients as sorted, disjoint intervals, and its ports.
 * Prefixes are read from the index one after the other; a million of them take
 * no memory.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/interval.h"
#include "ruleset/policy/policy.h"

/*
 * Most of what is listed is in one map, from addresses to the chains of
 * vendors. The chains that the most intervals lead to have sets of their own:
 * the kernel reads such a map through at every change, from each base chain
 * that leads to it, which a set spares. Each set is another lookup for every
 * packet, so there are few.
 */
enum {
	LARGE_SETS = 4,
	LARGE_FROM = 1 << 15,	/* intervals */
};

enum interval_set {
	SET_LISTED, SET_PROTECT, SET_EXEMPT,
	SET_LARGE,		/* the first of LARGE_SETS */
	INTERVAL_SETS = SET_LARGE + LARGE_SETS,
	SET_ALL_LISTED,		/* for walks: SET_LISTED and the large ones */
};

/* A loop over all sets, of both families. */
#define for_each_set(set, f) \
	for (enum interval_set set = 0; set < INTERVAL_SETS; set++) \
		for_each_family(f)

/*
 * A chain that listed addresses or restricted ports lead to: one for what a
 * vendor's entries block and one for those that only log. Where addresses are
 * restricted on some ports only, they lead to a chain that asks for the port
 * and then leads on. Ports at any address have chains of their own, since a
 * chain that goes on to the ports must not be one they lead to.
 */
struct vendor_chain {
	char name[56];		/* "vendor-ID", and what `ends` has */
	uint16_t vendor;	/* of the legend */
	bool log_only;
	bool by_port;		/* of a port at any address */
	bool left_out;		/* of walks, for now: its intervals */
	const struct vendor_chain *next;	/* behind some ports; NULL */
	const struct legend_class *class;	/* that has the ports */
	size_t intervals;	/* and other rules that lead here */
	size_t listed[2];	/* intervals alone, by family */
	enum interval_set set;	/* that these are in */
};

/* What a destination port leads to, at any address. */
struct port_chain {
	const struct vendor_chain *chain;
	const char *role;		/* of the rule */
	uint16_t port;
	uint8_t transport;
};

struct interval_list {
	struct interval *items;
	size_t n;
};

enum { INTERVALS_DIGEST_TEXT = 17 };

struct intervals {
	const struct policy *policy;
	struct vendor_chain *chains;
	size_t nchains;
	struct port_chain *ports;
	size_t nports;
	uint16_t *places;	/* by class: where its intervals belong */
	struct vendor_chain *large[LARGE_SETS];	/* NULL: not used */
	struct interval_list exempt;
	size_t count[INTERVAL_SETS][2];		/* by family */
	bool counted;
	char digest[INTERVALS_DIGEST_TEXT];	/* of all intervals and the
						   chains they lead to */
};

/* Where a listed address leads that is not decided by it: on to the names.
 * Only there where rules for ports would take an allowed one. */
#define INTERVALS_NAMES "names"

/* Frees what intervals_collect() made. */
void intervals_done(struct intervals *iv);

/* How many there are in all sets. */
size_t intervals_total(const struct intervals *iv);

/* Is it one of the sets that these intervals need? */
bool intervals_have_set(const struct intervals *iv, enum interval_set set);

/* Of SET_ALL_LISTED: the set that holds what leads to `chain`, which is one
 * that a walk through `iv` gave. */
enum interval_set intervals_set_of(const struct intervals *iv,
				   const char *chain);

/* Do the same chains have the same large sets? */
bool intervals_same_sets(const struct intervals *a, const struct intervals *b);

/* One family of one set, in order. What comes out has its chain borrowed from
 * `iv`; only what is listed has one. */
struct interval_walk {
	const struct intervals *iv;
	enum interval_set set;
	size_t at, end;
};

struct interval_walk intervals_walk(const struct intervals *iv,
				    enum interval_set set, enum family f);
bool intervals_next(struct interval_walk *w, struct interval *out);

#endif
