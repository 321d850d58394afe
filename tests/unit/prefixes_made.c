/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "tests/unit/prefixes_made.h"

struct prefixes_made prefixes_make(const struct made_prefix *rules, size_t n)
{
	struct prefixes_builder *b = prefixes_builder_new();
	struct index_writer w;
	struct prefixes_made t;

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

void prefixes_made_done(struct prefixes_made *t)
{
	index_close(&t->ix);
	guard_free(&t->g);
}
