/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_NAMES_MADE_H
#define TESTS_UNIT_NAMES_MADE_H

/* An index of names, built and opened in memory. */

#include <stdio.h>

#include "ruleset/index/names.h"
#include "tests/unit/tap.h"

struct rule {
	char name[256];
	bool exact;
	uint16_t class;
	uint32_t line;
};

/* An index in memory, at a guard page. */
struct built {
	struct guard g;
	struct index ix;
	struct names names;
	bool good;
};

static inline struct built build(const struct rule *rules, size_t n)
{
	struct names_builder *b = names_builder_new();
	uint64_t seed = random_next();
	struct index_writer w;
	struct built t;

	for (size_t i = 0; i < n; i++)
		names_builder_add(b, rules[i].name, rules[i].exact,
				  rules[i].class, rules[i].line);
	t.good = names_builder_count(b) == n;
	index_write_begin(&w, -1, INDEX_NAMES, seed, NAMES_SECTIONS);
	names_builder_write(b, seed, &w);
	index_write_finish(&w);
	names_builder_free(b);
	t.g = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	t.good &= index_over(&t.ix, t.g.p, t.g.len, INDEX_NAMES, true) == 0 &&
		  names_open(&t.names, &t.ix) == 0;
	return t;
}

static inline void done(struct built *t)
{
	index_close(&t->ix);
	guard_free(&t->g);
}

static inline size_t lookup(const struct built *t, const char *name)
{
	struct name_rule out[NAME_RULES_MAX];

	return names_lookup(&t->names, name, strlen(name), out);
}

/* A name of few labels out of few: many share their ends. */
static inline void random_name(char *out)
{
	static const char *const labels[] = {
		"a", "b", "ab", "ba", "a-b", "com", "co", "x_y", "abcdefgh",
		"abcdefghi", "abcdefgh-abcdefgh", "0", "9",
	};
	size_t n = 1 + random_next() % 5;

	for (size_t i = 0; i < n; i++)
		out += sprintf(out, "%s%s", i ? "." : "", labels[random_next()
			       % (sizeof(labels) / sizeof(labels[0]))]);
}

#endif
