/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NAMES_H
#define RULESET_NAMES_H

/*
 * Which rules cover this name? One walk from the top label down, a hash
 * look-up a label, until nothing is listed further below. Beside the legend,
 * names.idx has these sections:
 *
 *	NODE	the labels of all listed names, a tree in records of varying
 *		length; the first 8 bytes are zero, a parent stands before its
 *		children:
 *			4	offset of the parent's record, 0 at the top
 *			1	flags: 1 has children, 2 has one rule,
 *				4 has several, 8 the one rule is exact
 *			1	length of the label, 1 to 63
 *			n	the label
 *			6	if one rule: class (2), line (4)
 *			4	if several: offset in RULE
 *	RULE	runs of rules: count (4), then a rule each: class (2),
 *		exact (1), zero (1), line (4)
 *	TAGS	a byte for each slot: 0 empty, else 1 + seven bits of the hash
 *	SLOT	4 bytes for each slot: offset of a node's record
 *
 * Slots come in groups of 8. A node stands in the group its hash names or,
 * if that is full, in one of the next; a group with an empty slot ends the
 * search. The hash covers the parent's offset and the label.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/index.h"

struct names {
	struct span nodes, rules, tags, slots;
	size_t ngroups;
	uint64_t seed;
};

/* A rule that covers the name asked for. */
struct name_rule {
	uint32_t line;
	uint16_t class;
	uint16_t start;	/* where the listed name begins in the one asked for */
	bool exact;
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

/* Building: add in any order, then write. Names are copied; of rules that
 * only differ in their line the first is kept. */
struct names_builder;

struct names_builder *names_builder_new(void);
void names_builder_free(struct names_builder *b);
void names_builder_add(struct names_builder *b, const char *name, bool exact,
		       uint16_t class, uint32_t line);
size_t names_builder_count(const struct names_builder *b);

/* The sections names_builder_write() adds; `seed` is the index's. */
enum { NAMES_SECTIONS = 4 };
void names_builder_write(struct names_builder *b, uint64_t seed,
			 struct index_writer *w);

#endif
