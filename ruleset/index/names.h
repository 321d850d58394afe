/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_NAMES_H
#define RULESET_INDEX_NAMES_H

/*
 * Which rules cover this name? One walk from the top label down, a hash
 * look-up a label, until nothing is listed further below. Beside the legend,
 * names.idx has these sections:
 *
 *	NODE	a record for each listed name, and for each name that two or
 *		more of those have in common at their end. They stand in the
 *		order of their labels from the top, so a parent before what is
 *		below it. The first 8 bytes are the root: how many labels the
 *		longest name has (1), zero (7). Then, of varying length:
 *			4	offset of the next record above, 0 at the top
 *			1	flags: 1 has records below, 2 has one rule,
 *				4 has several, 8 the one rule is exact, 16 its
 *				class has 1 byte, 32 its line has 3 bytes, 64
 *				it is for what is below
 *			1	length of the text, 1 to 253
 *			n	text: the labels that the record above lacks
 *			1	if it has records below: how many labels the
 *				longest of them has more, 1 to 127
 *			3-6	if one rule: class (1 or 2), line (3 or 4)
 *			4	if several: offset in RULE
 *	RULE	runs of rules: count (4), then a rule each: class (2),
 *		scope (1), zero (1), line (4)
 *	SLOT	the hash table, groups of 64 bytes: a byte for each of 12
 *		slots, 0 empty, else the hash's lowest byte or 1; the kinds
 *		that went on (4); the slots, each the offset of a record (4)
 *
 * A record stands in the group its hash names or, if that is full, in one of
 * the next. Bits 8 to 12 of the hash are its kind, 0 to 31: each group that
 * was full for a record has that bit of its kinds set, and one where it is
 * not ends the search. The hash covers the whole name. A group is one line of
 * the processor's cache, and mostly the only one that a name not listed
 * costs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/index/index.h"
#include "ruleset/index/legend.h"

/* What a rule of a name covers: it and all below it, it alone, or all below
 * it and not itself. */
enum names_scope { NAMES_SUFFIX, NAMES_EXACT, NAMES_BELOW, NAMES_SCOPES };

extern const char *const names_scope_words[NAMES_SCOPES];

struct names {
	struct span nodes, rules, slots;
	size_t ngroups;
	uint64_t seed;
	unsigned depth;		/* labels of the longest name */
};

/* A rule that covers the name asked for. */
struct name_rule {
	uint32_t line;
	uint16_t class;
	uint16_t start;	/* where the listed name begins in the one asked for */
	enum names_scope scope;
};

/* Enough for eight lists that each hold every parent of a name of 127 labels;
 * rules beyond are left out. */
enum { NAME_RULES_MAX = 1024 };

/* Takes the sections of an open names.idx, which must outlive `n`. */
int names_open(struct names *n, const struct index *ix);

/*
 * Fills `out` with the rules that cover `text` (lower case, no trailing dot,
 * not NUL-terminated), the least specific first; returns their number.
 */
size_t names_lookup(const struct names *n, const char *text, size_t len,
		    struct name_rule out[NAME_RULES_MAX]);

/* Rules of one name, one after the other. */
struct names_run {
	const uint8_t *p;	/* of the next one */
	size_t left;		/* how many, with the one that is here: */
	uint32_t line;
	uint16_t class;
	enum names_scope scope;
};

void names_run_next(struct names_run *r);

/* The first rule of a record with these flags and this tail (names_format.h),
 * which lies inside the index; none if left is 0. */
struct names_run names_run(const struct names *n, uint8_t flags,
			   const uint8_t *tail);

/*
 * All names that have rules, in the order of their labels from the top. The
 * walk ends early where the index is damaged.
 */
struct names_walk {
	const struct names *names;
	size_t at;		/* of the next record */
	size_t depth;
	struct {
		uint32_t at;
		uint16_t start;	/* of its name in `text` */
	} path[128];
	char text[254];		/* filled from the end */
	/* What names_walk_next() found, good until the next call: */
	const char *name;	/* not NUL-terminated */
	size_t len;
	struct names_run run;
};

void names_walk_begin(struct names_walk *w, const struct names *n);
bool names_walk_next(struct names_walk *w);
/* Which of two names comes first in a walk: <0, 0, >0. */
int names_compare(const char *a, size_t alen, const char *b, size_t blen);

/*
 * Building: add in any order, then write. Names are copied, at most 253
 * bytes; of rules that only differ in their line the first is kept, and one of
 * a name alone and one of all below it are one of both. A name's
 * rules are folded away where their classes are just those of the nearest
 * listed name above, whose rules reach it too: so no more specific rule of
 * another is lost, nor becomes the one that decides.
 */
struct names_builder;

struct names_builder *names_builder_new(void);
void names_builder_free(struct names_builder *b);
/* False if the name is longer than names are, or there are too many. */
bool names_builder_add(struct names_builder *b, const char *name,
		       enum names_scope scope, uint16_t class, uint32_t line);
/* How many were added; behind names_builder_settle(), how many are left. */
size_t names_builder_count(const struct names_builder *b);

/*
 * Sorts and, with `kinds` (else NULL), folds. What a list
 * excepts is taken out of its other rules: those at or below an excepted name
 * go; out of wider ones policy_decide() takes it, for which the exception
 * stays as a rule.
 */
void names_builder_settle(struct names_builder *b,
			  const struct legend_kinds *kinds);

/* The sections names_builder_write() adds; `seed` is the index's. Settles
 * first if that was not done. */
enum { NAMES_SECTIONS = 3 };
void names_builder_write(struct names_builder *b, uint64_t seed,
			 struct index_writer *w);

#endif
