/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_PREFIXES_H
#define RULESET_INDEX_PREFIXES_H

/*
 * Which rules cover this address? Listed prefixes may nest and repeat; the
 * index holds them flattened to disjoint intervals, each with all rules that
 * cover it, so that one binary search answers, and so that the same intervals
 * go into the kernel. prefixes.idx has these sections:
 *
 *	INT4	12 bytes an interval, in order: first and last address (4
 *		each, as numbers), offset in RULE
 *	INT6	36 bytes an interval, in order: first and last address (16
 *		each, network order), offset in RULE
 *	RULE	runs of rules: count (4), then a rule each: class (2), prefix
 *		length of 128 (1), zero (1), line (4)
 *
 * Classes are those of the names.idx of the same generation.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/range.h"
#include "ruleset/index/index.h"
#include "ruleset/index/legend.h"

struct prefixes {
	struct span v4, v6, rules;
};

/* A rule that covers the address asked for. */
struct prefix_rule {
	uint32_t line;
	uint16_t class;
	uint8_t len;	/* of its prefix, of 128 */
};

/* Enough for eight lists that each hold every prefix around an address; rules
 * beyond are left out. */
enum { PREFIX_RULES_MAX = 1024 };

/* One of the disjoint intervals. */
struct prefix_interval {
	struct range range;
	size_t nrules;
	struct prefix_rule rules[PREFIX_RULES_MAX];
};

int prefixes_open(struct prefixes *p, const struct index *ix);

/* Fills `out` with the rules that cover `a`; returns their number. */
size_t prefixes_lookup(const struct prefixes *p, const struct address *a,
		       struct prefix_rule out[PREFIX_RULES_MAX]);

/* Interval `i` of prefixes_count(); the IPv4 ones come first. */
size_t prefixes_count(const struct prefixes *p);
bool prefixes_interval(const struct prefixes *p, size_t i,
		       struct prefix_interval *out);

/*
 * Building: add in any order, then write. Of rules that only differ in their
 * line the first is kept; IPv6 prefixes cover no IPv4 addresses.
 */
struct prefixes_builder;

struct prefixes_builder *prefixes_builder_new(void);
void prefixes_builder_free(struct prefixes_builder *b);
void prefixes_builder_add(struct prefixes_builder *b, const struct prefix *p,
			  uint16_t class, uint32_t line);
size_t prefixes_builder_count(const struct prefixes_builder *b);

/* A rule as another index holds it: where it is left, which need not be all of
 * the prefix that it was listed with. */
void prefixes_builder_add_range(struct prefixes_builder *b,
				const struct range *r,
				const struct prefix_rule *rule);

enum { PREFIXES_SECTIONS = 3 };
/*
 * With `kinds` (else NULL) the rules of a prefix are folded away where their
 * classes are just those of the next prefix around it; and what a list excepts
 * is taken out of its other rules, exactly.
 */
void prefixes_builder_write(struct prefixes_builder *b,
			    const struct legend_kinds *kinds,
			    struct index_writer *w);

#endif
