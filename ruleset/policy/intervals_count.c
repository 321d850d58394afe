/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many intervals there are, and a digest of them. */

#include <nettle/sha2.h>
#include <string.h>

#include "lib/hex.h"
#include "lib/range.h"
#include "ruleset/policy/intervals_parts.h"

/* SHA-256 over records, fed in pieces that are worth a call. */
struct digest {
	struct sha256_ctx sha;
	size_t n;
	uint8_t buf[4096];
};

static void digest_add(struct digest *d, const void *p, size_t n)
{
	if (d->n + n > sizeof(d->buf)) {
		sha256_update(&d->sha, d->n, d->buf);
		d->n = 0;
	}
	memcpy(d->buf + d->n, p, n);
	d->n += n;
}

static void digest_text(struct digest *d, char out[INTERVALS_DIGEST_TEXT])
{
	uint8_t sum[SHA256_DIGEST_SIZE];

	sha256_update(&d->sha, d->n, d->buf);
	sha256_digest(&d->sha, sizeof(sum), sum);
	hex_format(sum, (INTERVALS_DIGEST_TEXT - 1) / 2, out);
}

static void digest_interval(struct digest *d, const struct range *r,
			    enum family f, uint16_t place)
{
	const size_t skip = f == FAMILY_V4 ? 12 : 0;

	digest_add(d, r->first.b + skip, 16 - skip);
	digest_add(d, r->last.b + skip, 16 - skip);
	digest_add(d, &place, sizeof(place));
}

/* One more that leads to a chain. */
static void count_listed(struct intervals *iv, uint16_t place, uint16_t class,
			 enum family f)
{
	struct vendor_chain *c = &iv->chains[place];

	c->intervals++;
	c->listed[f]++;
	if (!c->next)
		return;
	c->class = &iv->policy->generation->legend.classes[class];
	iv->chains[place - CHAIN_SOME_BLOCK].intervals++;
}

/* What is listed and what is protected, in one go through the index. */
static void count_index(struct intervals *iv, enum family f, struct digest *d)
{
	const struct interval_walk all = intervals_walk(iv, SET_ALL_LISTED, f);
	uint16_t place, class;
	struct range r;

	for (size_t i = all.at; i < all.end; i++) {
		place = intervals_read(iv, i, &r, &class);
		if (place == PLACE_NONE)
			continue;
		digest_interval(d, &r, f, place);
		if (place == PLACE_PROTECT) {
			iv->count[SET_PROTECT][f]++;
			continue;
		}
		iv->count[SET_LISTED][f]++;
		if (place != PLACE_NAMES)
			count_listed(iv, place, class, f);
	}
}

static void count_exempt(struct intervals *iv, struct digest *d)
{
	for (size_t i = 0; i < iv->exempt.n; i++) {
		const struct range *r = &iv->exempt.items[i].range;
		enum family f = address_family(&r->first);

		digest_interval(d, r, f, PLACE_NONE);
		iv->count[SET_EXEMPT][f]++;
	}
}

/* The next of the largest, NULL if no other is large. */
static struct vendor_chain *next_large(struct intervals *iv)
{
	struct vendor_chain *most = NULL;
	size_t n = LARGE_FROM;

	for (size_t i = 0; i < iv->nchains; i++) {
		struct vendor_chain *c = &iv->chains[i];

		if (c->set == SET_LISTED && c->listed[0] + c->listed[1] >= n) {
			n = c->listed[0] + c->listed[1] + 1;
			most = c;
		}
	}
	return most;
}

/* Counted already, in SET_LISTED. */
static void choose_large(struct intervals *iv, struct digest *d)
{
	struct vendor_chain *c;
	int k = 0;

	while (k < LARGE_SETS && (c = next_large(iv))) {
		c->set = SET_LARGE;
		k++;
	}
	/* In the order of the chains, which changes less than that of
	 * sizes. */
	k = 0;
	for (size_t i = 0; i < iv->nchains; i++) {
		c = &iv->chains[i];
		if (c->set != SET_LARGE)
			continue;
		c->set += (unsigned)k;
		iv->large[k++] = c;
		for_each_family(f) {
			iv->count[c->set][f] = c->listed[f];
			iv->count[SET_LISTED][f] -= c->listed[f];
		}
		digest_add(d, c->name, sizeof(c->name));
	}
}

void intervals_count(struct intervals *iv)
{
	struct digest d = { .n = 0 };

	sha256_init(&d.sha);
	for (size_t i = 0; i < iv->nchains; i++)
		digest_add(&d, iv->chains[i].name, sizeof(iv->chains[i].name));
	for_each_family(f)
		count_index(iv, f, &d);
	count_exempt(iv, &d);
	choose_large(iv, &d);
	/* How many of which kind, so that no two lists read the same. */
	digest_add(&d, iv->count, sizeof(iv->count));
	iv->counted = true;
	digest_text(&d, iv->digest);
}
