/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorts names by multikey quicksort (Bentley and Sedgewick, 1997), four bytes
 * at a time: the names lie anywhere in memory, and four bytes of each beside
 * its entry save most of the visits there.
 */

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/index/names.h"
#include "ruleset/index/names_sort.h"

enum { FEW = 12 };	/* sorted by insertion */

struct part {
	struct names_entry *e;
	size_t n, depth;
};

/* The four bytes at `depth` as a number, zeroes behind the end. */
static uint32_t bytes_at(const struct names_entry *e, const char *arena,
			 size_t depth)
{
	uint32_t v;

	if (depth >= e->len)
		return 0;
	memcpy(&v, arena + e->key + depth, sizeof(v));
	v = be32toh(v);
	if (e->len - depth < 4)
		v &= ~(uint32_t)0 << 8 * (4 - (e->len - depth));
	return v;
}

static void fill_caches(const struct part *p, const char *arena)
{
	for (size_t i = 0; i < p->n; i++) {
		if (i + 16 < p->n)
			__builtin_prefetch(arena + p->e[i + 16].key +
					   p->depth);
		p->e[i].cache = bytes_at(&p->e[i], arena, p->depth);
	}
}

/* Those that reach what is below a name stand together. */
static int order(uint8_t scope)
{
	return scope == NAMES_EXACT ? 2 : scope == NAMES_BELOW;
}

int names_sort_rules(const void *pa, const void *pb)
{
	const struct names_entry *a = pa, *b = pb;

	if (a->scope != b->scope)
		return order(a->scope) - order(b->scope);
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static int compare(const struct names_entry *a, const struct names_entry *b,
		   const char *arena, size_t depth)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int d;

	if (a->cache != b->cache)
		return a->cache < b->cache ? -1 : 1;
	d = n > depth ? memcmp(arena + a->key + depth, arena + b->key + depth,
			       n - depth) : 0;
	if (d != 0)
		return d;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return names_sort_rules(a, b);
}

static void insertion_sort(const struct part *p, const char *arena)
{
	for (size_t i = 1; i < p->n; i++) {
		struct names_entry e = p->e[i];
		size_t k = i;

		for (; k > 0 && compare(&e, &p->e[k - 1], arena, p->depth) < 0;
		     k--)
			p->e[k] = p->e[k - 1];
		p->e[k] = e;
	}
}

static uint32_t middle(uint32_t a, uint32_t b, uint32_t c)
{
	if (a < b)
		return b < c ? b : a < c ? c : a;
	return a < c ? a : b < c ? c : b;
}

/* The middle of nine, drawn so that no order of a list is a bad one. */
static uint32_t choose(const struct part *p, uint64_t *draw)
{
	uint32_t three[3], v[3];

	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			*draw = *draw * 6364136223846793005 + 1;
			v[k] = p->e[(*draw >> 32) * p->n >> 32].cache;
		}
		three[i] = middle(v[0], v[1], v[2]);
	}
	return middle(three[0], three[1], three[2]);
}

/* Less, equal, greater, in this order. */
static void split(const struct part *p, uint32_t pivot, struct part out[3])
{
	size_t less = 0, i = 0, greater = p->n;

	while (i < greater) {
		struct names_entry e = p->e[i];

		if (e.cache < pivot) {
			p->e[i++] = p->e[less];
			p->e[less++] = e;
		} else if (e.cache > pivot) {
			p->e[i] = p->e[--greater];
			p->e[greater] = e;
		} else {
			i++;
		}
	}
	out[0] = (struct part) { p->e, less, p->depth };
	out[1] = (struct part) { p->e + less, greater - less, p->depth };
	out[2] = (struct part) { p->e + greater, p->n - greater, p->depth };
}

/* The equal part: its names end here, or go on. */
static void go_on(struct part *p, uint32_t pivot, const char *arena)
{
	if (pivot == 0) {
		qsort(p->e, p->n, sizeof(*p->e), names_sort_rules);
		p->n = 0;
		return;
	}
	p->depth += 4;
	fill_caches(p, arena);
}

/* Calls itself for the two smaller parts only: not deeper than log2(n). */
static void sort(struct part p, const char *arena, uint64_t *draw)
{
	while (p.n > FEW) {
		uint32_t pivot = choose(&p, draw);
		struct part parts[3];
		size_t most = 0;

		split(&p, pivot, parts);
		if (parts[1].n > 0)
			go_on(&parts[1], pivot, arena);
		for (size_t i = 1; i < 3; i++)
			if (parts[i].n > parts[most].n)
				most = i;
		for (size_t i = 0; i < 3; i++)
			if (i != most)
				sort(parts[i], arena, draw);
		p = parts[most];
	}
	insertion_sort(&p, arena);
}

void names_sort(struct names_entry *entries, size_t n, const char *arena)
{
	struct part all = { entries, n, 0 };
	uint64_t draw = (uint64_t)(uintptr_t)entries ^ n;

	fill_caches(&all, arena);
	sort(all, arena, &draw);
}
