/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorts prefixes in place by the bytes of their addresses, the highest first
 * (McIlroy, Bostic and McIlroy, "Engineering Radix Sort", 1993). */

#include <stdlib.h>

#include "ruleset/index/prefixes_sort.h"

enum { FEW = 24, BYTES = 16 };

static int compare(const void *pa, const void *pb)
{
	const struct prefixes_entry *a = pa, *b = pb;
	int d = address_compare(&a->addr, &b->addr);

	if (d != 0)
		return d;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static void insertion_sort(struct prefixes_entry *e, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct prefixes_entry one = e[i];
		size_t k = i;

		for (; k > 0 && compare(&one, &e[k - 1]) < 0; k--)
			e[k] = e[k - 1];
		e[k] = one;
	}
}

/* Puts each entry among those with the same byte; start[i] is where the ones
 * with byte i begin, start[256] the end. */
static void deal_out(struct prefixes_entry *e, const size_t start[257],
		     unsigned byte)
{
	size_t next[256];

	for (unsigned i = 0; i < 256; i++)
		next[i] = start[i];
	for (unsigned i = 0; i < 256; i++) {
		while (next[i] < start[i + 1]) {
			struct prefixes_entry one = e[next[i]];
			unsigned b = one.addr.b[byte];

			while (b != i) {
				struct prefixes_entry other = e[next[b]];

				e[next[b]++] = one;
				one = other;
				b = one.addr.b[byte];
			}
			e[next[i]++] = one;
		}
	}
}

static void sort(struct prefixes_entry *e, size_t n, unsigned byte)
{
	size_t start[257] = { 0 };

	if (n <= FEW) {
		insertion_sort(e, n);
		return;
	}
	if (byte == BYTES) {	/* all of one address */
		qsort(e, n, sizeof(*e), compare);
		return;
	}
	for (size_t i = 0; i < n; i++)
		start[e[i].addr.b[byte] + 1]++;
	for (unsigned i = 0; i < 256; i++)
		start[i + 1] += start[i];
	/* IPv4 addresses have twelve bytes in common. */
	if (start[e[0].addr.b[byte] + 1] - start[e[0].addr.b[byte]] < n)
		deal_out(e, start, byte);
	for (unsigned i = 0; i < 256; i++)
		if (start[i + 1] > start[i])
			sort(e + start[i], start[i + 1] - start[i], byte + 1);
}

void prefixes_sort(struct prefixes_entry *entries, size_t n)
{
	sort(entries, n, 0);
}
