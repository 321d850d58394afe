/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names sorted as a plain comparison of their keys sorts them. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "ruleset/index/names_sort.h"
#include "tests/unit/tap.h"

static const char *arena;

static int compare(const void *pa, const void *pb)
{
	const struct names_entry *a = pa, *b = pb;
	size_t len = a->len < b->len ? a->len : b->len;
	int d = memcmp(arena + a->key, arena + b->key, len);

	if (d == 0)
		d = a->len - b->len;
	if (d == 0)
		d = a->scope - b->scope;
	if (d == 0)
		d = a->class - b->class;
	return d ? d : a->line < b->line ? -1 : a->line > b->line;
}

struct made {
	struct buffer arena;
	struct names_entry *entries;
	size_t n;
};

/* A key of up to `most` bytes out of few, as the builder writes them: no label
 * is empty. */
static void add(struct made *m, size_t most, unsigned letters)
{
	struct names_entry e = {
		.key = (uint32_t)m->arena.len,
		.line = (uint32_t)(random_next() % 3),
		.class = (uint16_t)(random_next() % 3),
		.scope = random_next() % 2,
	};
	size_t len = 1 + random_next() % most;

	for (size_t i = 0; i < len; i++)
		buffer_char(&m->arena, i > 0 && i + 1 < len &&
			    m->arena.p[m->arena.len - 1] &&
			    random_next() % 4 == 0 ? '\0' :
			    (char)('a' + random_next() % letters));
	buffer_char(&m->arena, '\0');
	e.len = (uint8_t)(len + 1);
	m->entries = xgrow(m->entries, m->n, sizeof(e));
	m->entries[m->n++] = e;
}

static unsigned sort_wrong(struct made *m)
{
	struct names_entry *want = xcalloc(m->n + 1, sizeof(*want));
	unsigned wrong = 0;

	memcpy(buffer_extend(&m->arena, 4), "xxxx", 4);
	arena = m->arena.p;
	if (m->n > 0)
		memcpy(want, m->entries, m->n * sizeof(*want));
	qsort(want, m->n, sizeof(*want), compare);
	names_sort(m->entries, m->n, arena);
	for (size_t i = 0; i < m->n; i++)
		wrong += compare(&want[i], &m->entries[i]) != 0;
	free(want);
	buffer_done(&m->arena);
	free(m->entries);
	return wrong;
}

static void test_random(void)
{
	unsigned wrong = 0;

	for (unsigned round = 0; round < 300; round++) {
		struct made m = { .n = 0 };
		size_t n = random_next() % 400, most = 1 + random_next() % 30;
		unsigned letters = 1 + (unsigned)(random_next() % 5);

		while (m.n < n)
			add(&m, most, letters);
		wrong += sort_wrong(&m);
	}
	is_number(wrong, 0, "random keys");
}

/* All of one beginning, and all but the same: no depth to run out of. */
static void test_alike(void)
{
	struct made m = { .n = 0 };
	uint32_t first;

	for (unsigned i = 0; i < 20000; i++)
		add(&m, 4, 1);
	is_number(sort_wrong(&m), 0, "many equal ones");
	m = (struct made) { .n = 0 };
	for (unsigned i = 0; i < 3000; i++) {
		first = (uint32_t)m.arena.len;
		for (unsigned k = 0; k < 250; k++)
			buffer_char(&m.arena, k % 64 == 63 ? '\0' : 'a');
		buffer_printf(&m.arena, "%03u", i % 999);
		buffer_char(&m.arena, '\0');
		m.entries = xgrow(m.entries, m.n, sizeof(*m.entries));
		m.entries[m.n++] = (struct names_entry) {
			.key = first, .len = 254, .line = i,
		};
	}
	is_number(sort_wrong(&m), 0, "long ones with one beginning");
}

int main(void)
{
	test_random();
	test_alike();
	return done_testing();
}
