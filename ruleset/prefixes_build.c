/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flattens prefixes that may nest to the disjoint intervals of prefixes.idx. */

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/prefixes.h"
#include "ruleset/prefixes_format.h"

struct entry {
	struct prefix prefix;
	uint16_t class;
	uint32_t line;
};

struct prefixes_builder {
	struct entry *entries;
	size_t n;
	struct buffer v4, v6, rules;
};

/* Prefixes nest or are disjoint, so those that cover an address are a stack,
 * the widest at the bottom. */
struct stack {
	const struct entry **entries;
	size_t depth;
};

struct prefixes_builder *prefixes_builder_new(void)
{
	return xcalloc(1, sizeof(struct prefixes_builder));
}

void prefixes_builder_free(struct prefixes_builder *b)
{
	if (!b)
		return;
	buffer_done(&b->v4);
	buffer_done(&b->v6);
	buffer_done(&b->rules);
	free(b->entries);
	free(b);
}

size_t prefixes_builder_count(const struct prefixes_builder *b)
{
	return b->n;
}

void prefixes_builder_add(struct prefixes_builder *b, const struct prefix *p,
			  uint16_t class, uint32_t line)
{
	b->entries = xgrow(b->entries, b->n, sizeof(*b->entries));
	b->entries[b->n++] = (struct entry) {
		.prefix = *p, .class = class, .line = line,
	};
}

/* By family, first address, the wider one first. */
static int compare(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int d = address_is_v4(&b->prefix.addr) - address_is_v4(&a->prefix.addr);

	if (d == 0)
		d = address_compare(&a->prefix.addr, &b->prefix.addr);
	if (d != 0)
		return d;
	if (a->prefix.len != b->prefix.len)
		return a->prefix.len < b->prefix.len ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

/* Of equal rules, which stand in the order of their lines, the first stays. */
static void drop_repeats(struct prefixes_builder *b)
{
	size_t kept = 1;

	for (size_t i = 1; i < b->n; i++) {
		const struct entry *e = &b->entries[i];
		const struct entry *last = &b->entries[kept - 1];

		if (e->class != last->class ||
		    e->prefix.len != last->prefix.len ||
		    address_compare(&e->prefix.addr, &last->prefix.addr) != 0)
			b->entries[kept++] = *e;
	}
	if (b->n > 0)
		b->n = kept;
}

static void put_v4(struct buffer *out, const struct address *a)
{
	uint32_t be;

	memcpy(&be, a->b + 12, sizeof(be));
	index_put_u32(out, be32toh(be));
}

/* Writes the interval from `first` to `last` with the rules on the stack. */
static void emit(struct prefixes_builder *b, const struct stack *s,
		 const struct address *first, const struct address *last)
{
	const struct range r = { *first, *last };
	struct range v6[2];
	size_t n;

	if (address_is_v4(&s->entries[0]->prefix.addr)) {
		put_v4(&b->v4, first);
		put_v4(&b->v4, last);
		index_put_u32(&b->v4, (uint32_t)b->rules.len);
		n = 0;
	} else {
		n = range_without_v4(&r, v6);
	}
	for (size_t i = 0; i < n; i++) {
		buffer_add(&b->v6, v6[i].first.b, sizeof(v6[i].first.b));
		buffer_add(&b->v6, v6[i].last.b, sizeof(v6[i].last.b));
		index_put_u32(&b->v6, (uint32_t)b->rules.len);
	}
	index_put_u32(&b->rules, (uint32_t)s->depth);
	for (size_t i = 0; i < s->depth; i++) {
		const struct entry *e = s->entries[i];
		const uint8_t len[2] = { e->prefix.len };

		index_put_u16(&b->rules, e->class);
		buffer_add(&b->rules, len, sizeof(len));
		index_put_u32(&b->rules, e->line);
	}
}

/* Where the sweep stands: all before `at` is written. */
struct sweep {
	struct stack stack;
	struct address at;
	bool done;	/* at the last address there is */
};

static const struct prefix *top(const struct stack *s)
{
	return &s->entries[s->depth - 1]->prefix;
}

/* Writes up to the end of the top prefix and leaves all that end there. */
static void leave_top(struct prefixes_builder *b, struct sweep *w)
{
	struct address last = prefix_range(top(&w->stack)).last;

	if (!w->done && address_compare(&w->at, &last) <= 0) {
		emit(b, &w->stack, &w->at, &last);
		w->at = last;
		w->done = !address_next(&w->at);
	}
	w->stack.depth--;
}

static void enter(struct prefixes_builder *b, struct sweep *w,
		  const struct entry *e)
{
	const struct address *first = &e->prefix.addr;
	struct address before = *first;

	while (w->stack.depth > 0 && !prefix_contains(top(&w->stack), first))
		leave_top(b, w);
	if (w->stack.depth > 0 && address_compare(&w->at, first) < 0 &&
	    address_previous(&before))
		emit(b, &w->stack, &w->at, &before);
	w->at = *first;
	w->done = false;
	w->stack.entries = xgrow(w->stack.entries, w->stack.depth,
				 sizeof(*w->stack.entries));
	w->stack.entries[w->stack.depth++] = e;
}

void prefixes_builder_write(struct prefixes_builder *b, struct index_writer *w)
{
	struct sweep sweep = { .done = false };

	if (b->n > 0)
		qsort(b->entries, b->n, sizeof(*b->entries), compare);
	drop_repeats(b);
	for (size_t i = 0; i < b->n; i++)
		enter(b, &sweep, &b->entries[i]);
	while (sweep.stack.depth > 0)
		leave_top(b, &sweep);
	free(sweep.stack.entries);

	index_write_section(w, TAG_INT4, b->v4.p, b->v4.len);
	index_write_section(w, TAG_INT6, b->v6.p, b->v6.len);
	index_write_section(w, TAG_RULE, b->rules.p, b->rules.len);
}
