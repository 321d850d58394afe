/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of addresses as sorted, disjoint ranges. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/range.h"
#include "lib/rangeset.h"

void rangeset_done(struct rangeset *s)
{
	free(s->v4.items);
	free(s->v6.items);
	*s = (struct rangeset) { { NULL, 0 }, { NULL, 0 } };
}

static void append(struct range_list *l, const struct range *r)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = *r;
}

void rangeset_add(struct rangeset *s, const struct range *r)
{
	append(address_is_v4(&r->first) ? &s->v4 : &s->v6, r);
}

/* --- sorting ---------------------------------------------------------- */

enum { FEW = 64, BYTES = 16, PASSES = 6 };

static bool is_sorted(const struct range_list *l)
{
	for (size_t i = 1; i < l->n; i++)
		if (address_compare(&l->items[i - 1].first,
				    &l->items[i].first) > 0)
			return false;
	return true;
}

static void insertion_sort(struct range_list *l)
{
	for (size_t i = 1; i < l->n; i++) {
		struct range r = l->items[i];
		size_t at = i;

		for (; at > 0 && address_compare(&l->items[at - 1].first,
						 &r.first) > 0; at--)
			l->items[at] = l->items[at - 1];
		l->items[at] = r;
	}
}

/* By one byte of the first addresses: `count` says how often each value is. */
static void scatter(const struct range *from, struct range *to, size_t n,
		    unsigned byte, const size_t count[256])
{
	size_t at[256], sum = 0;

	for (unsigned v = 0; v < 256; v++) {
		at[v] = sum;
		sum += count[v];
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].first.b[byte]]++] = from[i];
}

static int compare(const void *pa, const void *pb)
{
	const struct range *a = pa, *b = pb;

	return address_compare(&a->first, &b->first);
}

/* Sorts each run of ranges that are equal in their first `len` bytes. */
static void sort_runs(struct range_list *l, size_t len)
{
	size_t start = 0;

	for (size_t i = 1; i <= l->n; i++) {
		if (i < l->n && memcmp(l->items[i].first.b,
				       l->items[start].first.b, len) == 0)
			continue;
		if (i - start > 1)
			qsort(l->items + start, i - start, sizeof(*l->items),
			      compare);
		start = i;
	}
}

/* By the first bytes that differ at all, the last of them first: six tell
 * nearly all apart, which for IPv4 are more than there are. */
static void radix_sort(struct range_list *l)
{
	size_t (*count)[256] = xcalloc(BYTES, sizeof(*count));
	struct range *other = xreallocarray(NULL, l->n, sizeof(*other));
	struct range *swap;
	unsigned bytes[PASSES], n = 0;

	for (size_t i = 0; i < l->n; i++)
		for (unsigned byte = 0; byte < BYTES; byte++)
			count[byte][l->items[i].first.b[byte]]++;
	for (unsigned byte = 0; byte < BYTES && n < PASSES; byte++)
		if (count[byte][l->items[0].first.b[byte]] != l->n)
			bytes[n++] = byte;
	for (unsigned i = n; i-- > 0;) {
		scatter(l->items, other, l->n, bytes[i], count[bytes[i]]);
		swap = l->items;
		l->items = other;
		other = swap;
	}
	free(other);
	free(count);
	if (n == PASSES)
		sort_runs(l, bytes[n - 1] + 1u);
}

void rangeset_sort(struct range_list *l)
{
	if (l->n <= FEW)
		insertion_sort(l);
	else if (!is_sorted(l))
		radix_sort(l);
}

/* --- merging ---------------------------------------------------------- */

/* Whether `next`, which does not begin before `r`, overlaps or touches it. */
static bool touches(const struct range *r, const struct range *next)
{
	struct address behind = r->last;

	return address_compare(&next->first, &r->last) <= 0 ||
	       (address_next(&behind) &&
		address_compare(&next->first, &behind) == 0);
}

static void merge(struct range_list *l)
{
	size_t kept = 0;

	rangeset_sort(l);
	for (size_t i = 1; i < l->n; i++) {
		struct range *last = &l->items[kept];
		const struct range *next = &l->items[i];

		if (!touches(last, next))
			l->items[++kept] = *next;
		else if (address_compare(&next->last, &last->last) > 0)
			last->last = next->last;
	}
	if (l->n > 0)
		l->n = kept + 1;
}

void rangeset_merge(struct rangeset *s)
{
	merge(&s->v4);
	merge(&s->v6);
}

/* --- subtracting ------------------------------------------------------ */

/* Appends what `holes` from *h on leave of `r`; *h stays at the first that
 * may reach what comes behind `r`. */
static void append_rest(struct range_list *out, struct range r,
			const struct range_list *holes, size_t *h)
{
	while (*h < holes->n &&
	       address_compare(&holes->items[*h].last, &r.first) < 0)
		++*h;
	for (size_t i = *h; i < holes->n; i++) {
		const struct range *hole = &holes->items[i];
		struct range before = r;

		if (address_compare(&hole->first, &r.last) > 0)
			break;
		if (address_compare(&hole->first, &r.first) > 0) {
			before.last = hole->first;
			address_previous(&before.last);
			append(out, &before);
		}
		if (address_compare(&hole->last, &r.last) >= 0)
			return;
		r.first = hole->last;
		address_next(&r.first);
	}
	append(out, &r);
}

static void subtract(struct range_list *l, const struct range_list *holes)
{
	struct range_list out = { NULL, 0 };
	size_t h = 0;

	if (holes->n == 0)
		return;
	for (size_t i = 0; i < l->n; i++)
		append_rest(&out, l->items[i], holes, &h);
	free(l->items);
	*l = out;
}

void rangeset_subtract(struct rangeset *s, const struct rangeset *without)
{
	subtract(&s->v4, &without->v4);
	subtract(&s->v6, &without->v6);
}
