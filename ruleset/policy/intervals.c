/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From index and configuration to the elements of the kernel's sets. */

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/policy/ports.h"

/* Where an interval belongs: the number of a chain, or one of these. */
enum { PLACE_NONE = 0xffff, PLACE_PROTECT = 0xfffe, PLACE_NAMES = 0xfffd };

/* Of each vendor, in this order. */
enum {
	CHAIN_BLOCK, CHAIN_LOG,
	CHAIN_SOME_BLOCK, CHAIN_SOME_LOG,	/* addresses on some ports */
	CHAIN_PORT_BLOCK, CHAIN_PORT_LOG,	/* ports at any address */
	CHAINS
};

/* The chains of each vendor of the legend, made before any interval refers to
 * them; the empty ones are harmless. */
static void make_chains(struct intervals *iv, const struct legend *l)
{
	static const char *const ends[CHAINS] = {
		[CHAIN_BLOCK] = "", [CHAIN_LOG] = "-log",
		[CHAIN_SOME_BLOCK] = "-some", [CHAIN_SOME_LOG] = "-log-some",
		[CHAIN_PORT_BLOCK] = "-port", [CHAIN_PORT_LOG] = "-log-port",
	};

	iv->nchains = CHAINS * l->nvendors;
	iv->chains = xcalloc(iv->nchains, sizeof(*iv->chains));
	for (size_t i = 0; i < iv->nchains; i++) {
		struct vendor_chain *c = &iv->chains[i];
		int kind = i % CHAINS;

		c->vendor = (uint16_t)(i / CHAINS);
		c->log_only = kind % 2;
		c->by_port = kind == CHAIN_PORT_BLOCK ||
			     kind == CHAIN_PORT_LOG;
		if (kind == CHAIN_SOME_BLOCK || kind == CHAIN_SOME_LOG)
			c->next = c - CHAIN_SOME_BLOCK;
		snprintf(c->name, sizeof(c->name), "vendor-%.32s%s",
			 l->vendors[c->vendor].id, ends[kind]);
	}
}

static struct vendor_chain *chain_of(struct intervals *iv, uint16_t vendor,
				     int kind, enum effect effect)
{
	return &iv->chains[CHAINS * vendor + kind + (effect == EFFECT_LOG)];
}

static void collect_ports(struct intervals *iv, const struct policy *p)
{
	const struct legend *l = &p->generation->legend;

	for (size_t i = 0; i < l->nports; i++) {
		const struct legend_port *r = &l->ports[i];
		enum effect effect = p->effects[r->class];
		struct vendor_chain *chain;

		if (effect != EFFECT_BLOCK && effect != EFFECT_OBSERVE &&
		    effect != EFFECT_LOG)
			continue;
		chain = chain_of(iv, l->classes[r->class].vendor,
				 CHAIN_PORT_BLOCK, effect);
		chain->intervals++;
		iv->ports = xgrow(iv->ports, iv->nports, sizeof(*iv->ports));
		iv->ports[iv->nports++] = (struct port_chain) {
			.chain = chain, .port = r->port,
			.role = l->classes[r->class].role,
			.transport = r->transport,
		};
	}
}

/* --- where an interval belongs --------------------------------------- */

static bool is_listed(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_OBSERVE || e == EFFECT_LOG;
}

static uint16_t place_of(const struct intervals *iv, const struct decision *d)
{
	const struct legend *l = &iv->policy->generation->legend;
	const struct legend_class *class = &l->classes[d->rule.class];

	if (d->effect == EFFECT_PROTECT)
		return PLACE_PROTECT;
	if (d->effect == EFFECT_ALLOW && iv->nports > 0)
		return PLACE_NAMES;
	if (!is_listed(d->effect))
		return PLACE_NONE;
	return (uint16_t)(CHAINS * class->vendor + (d->effect == EFFECT_LOG) +
			  (class->ports[0] ? CHAIN_SOME_BLOCK : CHAIN_BLOCK));
}

/* Most intervals have one rule; what that decides is known beforehand. */
static void make_places(struct intervals *iv)
{
	size_t n = iv->policy->generation->legend.nclasses;

	iv->places = xcalloc(n + 1, sizeof(*iv->places));
	for (size_t i = 0; i < n; i++) {
		const struct candidate c = { .class = (uint16_t)i };
		struct decision d = policy_decide(iv->policy, &c, 1);

		iv->places[i] = place_of(iv, &d);
	}
}

/* What is done about an address: where its most specific rule is for some
 * ports and a wider one blocks them all, the wider one. */
static struct decision judge(const struct policy *p, const struct address *a)
{
	const struct legend *l = &p->generation->legend;
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_own_rules(p, a, rules);
	struct decision d = policy_decide(p, rules, n), whole;

	if (d.effect == EFFECT_IGNORE ||
	    l->classes[d.rule.class].ports[0] == '\0')
		return d;
	whole = ports_judge_whole(p, a);
	return whole.effect == EFFECT_BLOCK ? whole : d;
}

/* Interval `i` of the index: its place, PLACE_NONE in damaged parts, and the
 * class that decides. */
static uint16_t read_interval(const struct intervals *iv, size_t i,
			      struct range *range, uint16_t *class)
{
	const struct generation *g = iv->policy->generation;
	struct prefix_interval v;
	struct decision d;

	if (!prefixes_interval(&g->prefixes, i, &v) || v.nrules == 0)
		return PLACE_NONE;
	*range = v.range;
	*class = v.rules[0].class;
	if (v.nrules == 1 && *class < g->legend.nclasses)
		return iv->places[*class];
	d = judge(iv->policy, &v.range.first);
	if (d.effect == EFFECT_IGNORE)
		return PLACE_NONE;
	*class = d.rule.class;
	return place_of(iv, &d);
}

/* --- exempt clients -------------------------------------------------- */

static void append(struct interval_list *l, const struct range *r)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = (struct nftset_interval) { .range = *r };
}

/* IPv4 before IPv6, as in the index. */
static int compare(const void *pa, const void *pb)
{
	const struct nftset_interval *a = pa, *b = pb;
	int d = address_is_v4(&b->range.first) - address_is_v4(&a->range.first);

	return d ? d : address_compare(&a->range.first, &b->range.first);
}

/* Clients may overlap as they are written down: join what does. */
static void join(struct interval_list *l)
{
	size_t kept = 0;

	if (l->n == 0)
		return;
	qsort(l->items, l->n, sizeof(*l->items), compare);
	for (size_t i = 1; i < l->n; i++) {
		struct range *last = &l->items[kept].range;
		const struct range *next = &l->items[i].range;

		if (address_compare(&next->first, &last->last) > 0 ||
		    address_is_v4(&next->first) != address_is_v4(&last->first))
			l->items[++kept] = l->items[i];
		else if (address_compare(&next->last, &last->last) > 0)
			last->last = next->last;
	}
	l->n = kept + 1;
}

static void collect_exempt(struct intervals *iv, const struct config *c)
{
	const struct config_exempt *exempt = c->exempt.items;
	struct prefix p;

	for (size_t i = 0; i < c->exempt.n; i++) {
		struct range r, v6[2];
		size_t n;

		if (!prefix_parse(exempt[i].client, &p))
			continue;	/* config_load() complained */
		r = prefix_range(&p);
		if (address_is_v4(&p.addr)) {
			append(&iv->exempt, &r);
			continue;
		}
		n = range_without_v4(&r, v6);
		for (size_t k = 0; k < n; k++)
			append(&iv->exempt, &v6[k]);
	}
	join(&iv->exempt);
}

/* --- one after the other --------------------------------------------- */

static bool is_v4_at(const struct intervals *iv, enum interval_set set,
		     size_t i)
{
	struct prefix_interval v;

	if (set == SET_EXEMPT)
		return address_is_v4(&iv->exempt.items[i].range.first);
	prefixes_interval(&iv->policy->generation->prefixes, i, &v);
	return address_is_v4(&v.range.first);
}

struct interval_walk intervals_walk(const struct intervals *iv,
				    enum interval_set set, enum family f)
{
	size_t n = set == SET_EXEMPT ? iv->exempt.n :
		   prefixes_count(&iv->policy->generation->prefixes);
	size_t low = 0, high = n;

	/* The IPv4 ones come first. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (is_v4_at(iv, set, mid))
			low = mid + 1;
		else
			high = mid;
	}
	if (iv->counted && set < INTERVAL_SETS && iv->count[set][f] == 0)
		n = low = 0;
	return (struct interval_walk) {
		.iv = iv, .set = set, .at = f == FAMILY_V4 ? 0 : low,
		.end = f == FAMILY_V4 ? low : n,
	};
}

/* Where an interval at `place` leads as one of a set; false: it is not in
 * that set. */
static bool chain_in_set(const struct intervals *iv, enum interval_set set,
			 uint16_t place, const char **chain)
{
	const struct vendor_chain *c;

	*chain = NULL;
	if (place == PLACE_NONE || place == PLACE_PROTECT)
		return place == PLACE_PROTECT && set == SET_PROTECT;
	*chain = INTERVALS_NAMES;
	if (place == PLACE_NAMES)
		return set == SET_LISTED || set == SET_ALL_LISTED;
	c = &iv->chains[place];
	*chain = c->name;
	return (set == c->set || set == SET_ALL_LISTED) && !c->left_out;
}

bool intervals_next(struct interval_walk *w, struct nftset_interval *out)
{
	uint16_t place, class;

	while (w->at < w->end) {
		size_t i = w->at++;

		if (w->set == SET_EXEMPT) {
			*out = w->iv->exempt.items[i];
			return true;
		}
		place = read_interval(w->iv, i, &out->range, &class);
		if (chain_in_set(w->iv, w->set, place, &out->chain))
			return true;
	}
	return false;
}

/* --- counting -------------------------------------------------------- */

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
	for (size_t i = 0; i < (INTERVALS_DIGEST_TEXT - 1) / 2; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
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
		place = read_interval(iv, i, &r, &class);
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
		enum family f = address_is_v4(&r->first) ? FAMILY_V4 :
				FAMILY_V6;

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
		for (int f = FAMILY_V4; f <= FAMILY_V6; f++) {
			iv->count[c->set][f] = c->listed[f];
			iv->count[SET_LISTED][f] -= c->listed[f];
		}
		digest_add(d, c->name, sizeof(c->name));
	}
}

void intervals_collect(struct intervals *iv, const struct policy *p,
		       const struct config *c)
{
	struct digest d = { .n = 0 };

	*iv = (struct intervals) { .policy = p };
	make_chains(iv, &p->generation->legend);
	collect_ports(iv, p);
	make_places(iv);
	collect_exempt(iv, c);

	sha256_init(&d.sha);
	for (size_t i = 0; i < iv->nchains; i++)
		digest_add(&d, iv->chains[i].name, sizeof(iv->chains[i].name));
	count_index(iv, FAMILY_V4, &d);
	count_index(iv, FAMILY_V6, &d);
	count_exempt(iv, &d);
	choose_large(iv, &d);
	/* How many of which kind, so that no two lists read the same. */
	digest_add(&d, iv->count, sizeof(iv->count));
	iv->counted = true;
	digest_text(&d, iv->digest);
}

void intervals_done(struct intervals *iv)
{
	free(iv->exempt.items);
	free(iv->places);
	free(iv->chains);
	free(iv->ports);
	*iv = (struct intervals) { 0 };
}

size_t intervals_total(const struct intervals *iv)
{
	size_t n = 0;

	for (int set = 0; set < INTERVAL_SETS; set++)
		n += iv->count[set][FAMILY_V4] + iv->count[set][FAMILY_V6];
	return n;
}

/* --- sets ------------------------------------------------------------ */

bool intervals_have_set(const struct intervals *iv, enum interval_set set)
{
	return set < SET_LARGE || iv->large[set - SET_LARGE];
}

enum interval_set intervals_set_of(const struct intervals *iv,
				   const char *chain)
{
	for (int k = 0; k < LARGE_SETS && iv->large[k]; k++)
		if (iv->large[k]->name == chain)
			return SET_LARGE + k;
	return SET_LISTED;
}

bool intervals_same_sets(const struct intervals *a, const struct intervals *b)
{
	for (int k = 0; k < LARGE_SETS; k++) {
		if (!a->large[k] != !b->large[k])
			return false;
		if (a->large[k] &&
		    strcmp(a->large[k]->name, b->large[k]->name) != 0)
			return false;
	}
	return true;
}
