/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/names_made.h"

struct names_made names_make(const struct made_name *rules, size_t n)
{
	struct names_builder *b = names_builder_new();
	uint64_t seed = random_next();
	struct index_writer w;
	struct names_made t;

	for (size_t i = 0; i < n; i++)
		names_builder_add(b, rules[i].name, rules[i].scope,
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

void names_made_done(struct names_made *t)
{
	index_close(&t->ix);
	guard_free(&t->g);
}

size_t names_made_lookup(const struct names_made *t, const char *name)
{
	struct name_rule out[NAME_RULES_MAX];

	return names_lookup(&t->names, name, strlen(name), out);
}

void random_name(char *out)
{
	static const char *const labels[] = {
		"a", "b", "ab", "ba", "a-b", "com", "co", "x_y", "abcdefgh",
		"abcdefghi", "abcdefgh-abcdefgh", "0", "9",
	};
	size_t n = 1 + random_next() % 5;

	for (size_t i = 0; i < n; i++)
		out += sprintf(out, "%s%s", i ? "." : "", labels[random_next()
			       % (ARRAY_SIZE(labels))]);
}
