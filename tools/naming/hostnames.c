/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows what machines are called. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/naming/hostnames.h"

enum { BUCKETS = 1 << 14 };

/* --- leases, of which the last of an address holds ----------------------- */

static uint32_t *bucket_of(struct hostnames *h, const struct hostname *n)
{
	if (!h->buckets) {
		h->buckets = xcalloc(BUCKETS, sizeof(*h->buckets));
		h->key = hash_key_random();
	}
	return &h->buckets[hash_bytes(&h->key, n->address,
				      strlen(n->address)) & (BUCKETS - 1)];
}

static struct hostname *before_it(struct hostnames *h,
				  const struct hostname *n)
{
	uint32_t i = *bucket_of(h, n);

	for (; i; i = h->next[i - 1]) {
		struct hostname *old = &h->items[i - 1];

		if (old->form == n->form && !old->past &&
		    strcmp(old->address, n->address) == 0)
			return old;
	}
	return NULL;
}

static bool is_same(const struct hostname *a, const struct hostname *b)
{
	return strcmp(a->mac, b->mac) == 0 && strcmp(a->name, b->name) == 0;
}

static bool ends_before(const struct hostname *n, int64_t t)
{
	return n->until != 0 && n->until < t;
}

/* The same lease goes on, or another took its place. */
static bool goes_on(struct hostname *old, const struct hostname *n,
		    int64_t now)
{
	int64_t end = n->since ? n->since : now;

	if (is_same(old, n)) {
		old->until = n->until;
		if (n->since && (old->since == 0 || n->since < old->since))
			old->since = n->since;
		return true;
	}
	if (!ends_before(old, end))
		old->until = end;
	return false;
}

/* --- all of them ------------------------------------------------------- */

static bool is_lease(const struct hostname *n)
{
	return n->form < LEASE_ETHERS && !n->past && *n->address;
}

void hostnames_add(struct hostnames *h, const struct hostname *item)
{
	struct hostname *old = is_lease(item) ? before_it(h, item) : NULL;
	uint32_t *bucket;

	if ((old && goes_on(old, item, h->now)) || h->n == HOSTNAMES_MAX)
		return;
	h->items = xgrow(h->items, h->n, sizeof(*h->items));
	h->next = xgrow(h->next, h->n, sizeof(*h->next));
	h->items[h->n] = *item;
	h->items[h->n].name = xstrdup(item->name);
	h->next[h->n] = 0;
	h->n++;
	if (!is_lease(item))
		return;
	/* The youngest is found first. */
	bucket = bucket_of(h, item);
	h->next[h->n - 1] = *bucket;
	*bucket = (uint32_t)h->n;
}

void hostnames_done(struct hostnames *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->items[i].name);
	free(h->items);
	free(h->by_card);
	free(h->by_address);
	free(h->buckets);
	free(h->next);
	buffer_done(&h->unread);
	*h = (struct hostnames) { .n = 0 };
}

/* --- order ------------------------------------------------------------- */

bool hostname_is_over(const struct hostname *n, const struct hostnames *h)
{
	return n->past || ends_before(n, h->now);
}

/* Which of two is believed: the one that holds, by the better source, the
 * youngest, the one that was read first. */
static int compare_belief(const struct hostnames *h, uint32_t a, uint32_t b)
{
	const struct hostname *x = &h->items[a], *y = &h->items[b];
	bool over = hostname_is_over(x, h);

	if (over != hostname_is_over(y, h))
		return over ? 1 : -1;
	if (over && x->until != y->until)
		return x->until > y->until ? -1 : 1;
	if (x->form != y->form)
		return x->form < y->form ? -1 : 1;
	if (x->since != y->since)
		return x->since > y->since ? -1 : 1;
	return a < b ? -1 : a > b;
}

static int compare_card(const void *pa, const void *pb, void *arg)
{
	const struct hostnames *h = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int order = strcmp(h->items[a].mac, h->items[b].mac);

	return order ? order : compare_belief(h, a, b);
}

static int compare_address(const void *pa, const void *pb, void *arg)
{
	const struct hostnames *h = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int order = strcmp(h->items[a].address, h->items[b].address);

	return order ? order : compare_belief(h, a, b);
}

static uint32_t *in_order(struct hostnames *h,
			  int (*compare)(const void *, const void *, void *))
{
	uint32_t *order = xcalloc(h->n + 1, sizeof(*order));

	for (uint32_t i = 0; i < h->n; i++)
		order[i] = i;
	if (h->n > 1)
		qsort_r(order, h->n, sizeof(*order), compare, h);
	return order;
}

void hostnames_sort(struct hostnames *h)
{
	free(h->by_card);
	free(h->by_address);
	h->by_card = in_order(h, compare_card);
	h->by_address = in_order(h, compare_address);
}

/* --- asking ------------------------------------------------------------ */

static const char *key_of(const struct hostname *n, bool card)
{
	return card ? n->mac : n->address;
}

/* Where those of a card or an address begin in their order. */
static size_t first_of(const struct hostnames *h, bool card, const char *key)
{
	const uint32_t *order = card ? h->by_card : h->by_address;
	size_t low = 0, high = h->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(key_of(&h->items[order[mid]], card), key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool held_at(const struct hostname *n, int64_t at)
{
	return at == 0 || (n->since <= at && !ends_before(n, at));
}

/* The first of `*i` and those behind it with this key; NULL. */
static const struct hostname *next_of(const struct hostnames *h, bool card,
				      const char *key, size_t *i)
{
	const uint32_t *order = card ? h->by_card : h->by_address;
	const struct hostname *n;

	if (*i >= h->n)
		return NULL;
	n = &h->items[order[(*i)++]];
	return strcmp(key_of(n, card), key) == 0 ? n : NULL;
}

const struct hostname *hostnames_find(const struct hostnames *h,
				      const char *mac, const char *address,
				      int64_t at)
{
	size_t i = first_of(h, true, mac);
	const struct hostname *n, *one = NULL;

	while (*mac && !one && (n = next_of(h, true, mac, &i)))
		one = *n->name ? n : NULL;
	for (i = first_of(h, false, address);
	     *address && (n = next_of(h, false, address, &i)); ) {
		/* Who has a card is not who had the address then. */
		if (!*n->name || (*mac && *n->mac) ||
		    (*n->mac && !held_at(n, at)))
			continue;
		if (!one || compare_belief(h, (uint32_t)(n - h->items),
					   (uint32_t)(one - h->items)) < 0)
			one = n;
		break;
	}
	return one;
}

const char *hostnames_card(const struct hostnames *h, const char *address,
			   int64_t at)
{
	size_t i = first_of(h, false, address);
	const struct hostname *n;

	while (*address && (n = next_of(h, false, address, &i)))
		if (*n->mac && n->form < LEASE_ETHERS && held_at(n, at))
			return n->mac;
	return NULL;
}

static bool is_called(const char *own, const char *name)
{
	size_t len = strlen(name);

	return len > 0 && strncasecmp(own, name, len) == 0 &&
	       (own[len] == '\0' || own[len] == '.');
}

const struct hostname *hostnames_called(const struct hostnames *h,
					const char *name, size_t *i)
{
	while (*i < h->n) {
		const struct hostname *n = &h->items[(*i)++];

		if (is_called(n->name, name))
			return n;
	}
	return NULL;
}
