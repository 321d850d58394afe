/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flattens prefixes that may nest to the disjoint intervals of prefixes.idx. */

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/range.h"
#include "ruleset/index/prefixes.h"
#include "ruleset/index/prefixes_format.h"
#include "ruleset/index/prefixes_sort.h"

struct prefixes_builder {
	struct prefixes_entry *entries;
	size_t n;
	struct buffer rules;
};

struct prefixes_builder *prefixes_builder_new(void)
{
	return xcalloc(1, sizeof(struct prefixes_builder));
}

void prefixes_builder_free(struct prefixes_builder *b)
{
	if (!b)
		return;
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
	b->entries[b->n++] = (struct prefixes_entry) {
		.addr = p->addr, .line = line, .class = class, .len = p->len,
		.listed = p->len,
	};
}

void prefixes_builder_add_range(struct prefixes_builder *b,
				const struct range *r,
				const struct prefix_rule *rule)
{
	struct range left = *r;
	struct prefix p;
	bool more;

	do {
		more = range_take_prefix(&left, &p);
		prefixes_builder_add(b, &p, rule->class, rule->line);
		b->entries[b->n - 1].listed = rule->len;
	} while (more);
}

/* --- the sweep ------------------------------------------------------- */

/*
 * Prefixes nest or are disjoint, so those that cover an address are a stack,
 * the widest at the bottom. A level is the rules of one prefix, which stand
 * one after the other among the entries.
 */
struct level {
	const struct prefixes_entry *rules;
	size_t n;
	struct address last;
};

struct sweep {
	struct prefixes_builder *b;
	struct index_writer *w;
	const struct legend_kinds *kinds;
	struct level levels[129];
	size_t depth;
	struct address at;	/* all before it is written */
	bool done;		/* at the last address there is */
	bool v4;
	/* The interval before, and its rules: the next may go on with them. */
	struct range range;
	size_t run, run_end;	/* equal: there is none */
};

/* Does an exception of its list take the rule out where the sweep stands? */
static bool is_taken_out(const struct sweep *s, const struct prefixes_entry *e)
{
	const struct legend_kind *kinds = s->kinds->kinds;

	if (!s->kinds->exceptions)
		return false;
	if (kinds[e->class].except)
		return true;
	for (size_t i = 0; i < s->depth; i++)
		for (size_t k = 0; k < s->levels[i].n; k++)
			if (legend_excepts(&kinds[s->levels[i].rules[k].class],
					   &kinds[e->class]))
				return true;
	return false;
}

/* Appends the rules that hold where the sweep stands; their number. */
static size_t put_rules(struct sweep *s)
{
	struct buffer *out = &s->b->rules;
	size_t start = out->len, n = 0;
	uint32_t count;

	index_put_u32(out, 0);
	for (size_t i = 0; i < s->depth; i++)
		for (size_t k = 0; k < s->levels[i].n; k++) {
			const struct prefixes_entry *e =
				&s->levels[i].rules[k];
			const uint8_t len[2] = { e->listed };

			if (is_taken_out(s, e))
				continue;
			index_put_u16(out, e->class);
			buffer_add(out, len, sizeof(len));
			index_put_u32(out, e->line);
			n++;
		}
	count = htole32((uint32_t)n);
	memcpy(out->p + start, &count, sizeof(count));
	return n;
}

static void put_v4(struct buffer *out, const struct address *a)
{
	uint32_t be;

	memcpy(&be, a->b + 12, sizeof(be));
	index_put_u32(out, be32toh(be));
}

/* Writes the interval before. */
static void flush(struct sweep *s)
{
	struct buffer *out = &s->w->out;
	struct range v6[2];
	size_t n;

	if (s->run == s->run_end)
		return;
	if (s->run > UINT32_MAX)
		s->w->error = -EFBIG;
	if (s->v4) {
		put_v4(out, &s->range.first);
		put_v4(out, &s->range.last);
		index_put_u32(out, (uint32_t)s->run);
	} else {
		n = range_without_v4(&s->range, v6);
		for (size_t i = 0; i < n; i++) {
			buffer_add(out, v6[i].first.b, 16);
			buffer_add(out, v6[i].last.b, 16);
			index_put_u32(out, (uint32_t)s->run);
		}
	}
	s->run = s->run_end;
	index_write_some(s->w);
}

/* Does the run at `run` repeat that of the interval before, which ends right
 * before `first`? So it is where another list makes a hole for itself. */
static bool goes_on(const struct sweep *s, const struct address *first,
		    size_t run)
{
	const struct buffer *rules = &s->b->rules;
	size_t len = s->run_end - s->run;
	struct address next = s->range.last;

	return len > 0 && rules->len - run == len && address_next(&next) &&
	       address_compare(&next, first) == 0 &&
	       memcmp(rules->p + s->run, rules->p + run, len) == 0;
}

/* Takes the interval from `first` to `last`, if a rule holds there. */
static void emit(struct sweep *s, const struct address *first,
		 const struct address *last)
{
	struct buffer *rules = &s->b->rules;
	size_t run = rules->len;

	if (put_rules(s) == 0) {
		rules->len = run;
	} else if (goes_on(s, first, run)) {
		rules->len = run;
		s->range.last = *last;
	} else {
		flush(s);
		s->range = (struct range) { *first, *last };
		s->run = run;
		s->run_end = rules->len;
	}
}

/* Writes up to the end of the top prefix and leaves it. */
static void leave_top(struct sweep *s)
{
	struct address last = s->levels[s->depth - 1].last;

	if (!s->done && address_compare(&s->at, &last) <= 0) {
		emit(s, &s->at, &last);
		s->at = last;
		s->done = !address_next(&s->at);
	}
	s->depth--;
}

/* Has the prefix around this one rules of just the same classes? */
static bool folds(const struct sweep *s, const struct prefixes_entry *e,
		  size_t n)
{
	const struct level *top;

	if (s->depth == 0 || !s->kinds->kinds)
		return false;
	top = &s->levels[s->depth - 1];
	if (n != top->n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (e[i].class != top->rules[i].class)
			return false;
	return true;
}

/* The `n` rules of the next prefix in order. */
static void enter(struct sweep *s, const struct prefixes_entry *e, size_t n)
{
	const struct prefix p = { e->addr, e->len };
	struct address before = e->addr;

	while (s->depth > 0 &&
	       address_compare(&s->levels[s->depth - 1].last, &e->addr) < 0)
		leave_top(s);
	if (folds(s, e, n)) {
		for (size_t i = 0; i < n && s->kinds->dropped; i++)
			s->kinds->dropped(s->kinds->arg, e[i].class);
		return;
	}
	if (s->depth > 0 && address_compare(&s->at, &e->addr) < 0 &&
	    address_previous(&before))
		emit(s, &s->at, &before);
	s->at = e->addr;
	s->done = false;
	s->levels[s->depth++] = (struct level) { e, n, range_of(&p).last };
}

/* Of equal rules, which stand in the order of their lines, the first stays;
 * `n` rules of one prefix, the number that is left. */
static size_t drop_repeats(struct prefixes_entry *e, size_t n,
			   const struct legend_kinds *kinds)
{
	size_t kept = 1;

	for (size_t i = 1; i < n; i++) {
		if (e[i].class != e[kept - 1].class ||
		    e[i].listed != e[kept - 1].listed)
			e[kept++] = e[i];
		else if (kinds->dropped)
			kinds->dropped(kinds->arg, e[i].class);
	}
	return kept;
}

static void sweep(struct prefixes_builder *b, bool v4,
		  const struct legend_kinds *kinds, struct index_writer *w)
{
	struct sweep s = { .b = b, .w = w, .kinds = kinds, .v4 = v4 };
	size_t n;

	for (size_t i = 0; i < b->n; i += n) {
		struct prefixes_entry *e = &b->entries[i];

		for (n = 1; i + n < b->n && e[n].len == e->len &&
		     address_compare(&e[n].addr, &e->addr) == 0; n++)
			;
		if (address_is_v4(&e->addr) == v4)
			enter(&s, e, drop_repeats(e, n, kinds));
	}
	while (s.depth > 0)
		leave_top(&s);
	flush(&s);
}

void prefixes_builder_write(struct prefixes_builder *b,
			    const struct legend_kinds *kinds,
			    struct index_writer *w)
{
	static const struct legend_kinds none = { .kinds = NULL };

	if (!kinds)
		kinds = &none;
	prefixes_sort(b->entries, b->n);
	index_section_begin(w, TAG_INT4);
	sweep(b, true, kinds, w);
	index_section_begin(w, TAG_INT6);
	sweep(b, false, kinds, w);
	index_write_section(w, TAG_RULE, b->rules.p, b->rules.len);
}
