/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_PREFIXES_MADE_H
#define TESTS_UNIT_PREFIXES_MADE_H

/* An index of prefixes, built and opened in memory. */

#include "ruleset/index/prefixes.h"
#include "tests/unit/tap.h"

struct rule {
	struct prefix prefix;
	uint16_t class;
	uint32_t line;
};

/* An index in memory, at a guard page. */
struct built {
	struct guard g;
	struct index ix;
	struct prefixes p;
	bool good;
};

static inline struct built build(const struct rule *rules, size_t n)
{
	struct prefixes_builder *b = prefixes_builder_new();
	struct index_writer w;
	struct built t;

	for (size_t i = 0; i < n; i++)
		prefixes_builder_add(b, &rules[i].prefix, rules[i].class,
				     rules[i].line);
	t.good = prefixes_builder_count(b) == n;
	index_write_begin(&w, -1, INDEX_PREFIXES, 0, PREFIXES_SECTIONS);
	prefixes_builder_write(b, NULL, &w);
	index_write_finish(&w);
	prefixes_builder_free(b);
	t.g = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	t.good &= index_over(&t.ix, t.g.p, t.g.len, INDEX_PREFIXES,
			     true) == 0 && prefixes_open(&t.p, &t.ix) == 0;
	return t;
}

static inline void done(struct built *t)
{
	index_close(&t->ix);
	guard_free(&t->g);
}

#endif
