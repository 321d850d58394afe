/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For formats where the closest name decides (RPZ, unbound, dnsmasq): an entry
 * below an exception holds against it, and an exception below that against
 * both. A first pass collects the exceptions; in the second, all is as
 * important as there are exceptions above it.
 */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/remark.h"

/* Names with all below them, hashed, in order. */
struct hashes {
	uint64_t *items;
	size_t n;
};

struct closest {
	struct hashes exceptions, listed;
	bool wants_listed;
	bool asked;		/* there are exceptions, exact ones too */
	struct hash_key key;
};

static int compare(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static void collect(void *arg, const struct list_entry *e)
{
	struct closest *c = arg;
	struct hashes *to = e->allow ? &c->exceptions : &c->listed;

	c->asked |= e->allow;
	if (e->kind == LIST_EXACT || e->kind == LIST_PREFIX ||
	    (!e->allow && !c->wants_listed))
		return;
	to->items = xgrow(to->items, to->n, sizeof(*to->items));
	to->items[to->n++] = hash_bytes(&c->key, e->name, e->len);
}

static bool has(const struct closest *c, const struct hashes *in,
		const char *name, size_t len)
{
	uint64_t h = hash_bytes(&c->key, name, len);

	return in->n > 0 &&
	       bsearch(&h, in->items, in->n, sizeof(h), compare);
}

bool closest_is_at(const struct closest *c, const struct list_entry *e)
{
	return has(c, &c->exceptions, e->name, e->len);
}

bool closest_is_below(const struct closest *c, const struct list_entry *e)
{
	const char *end = e->name + e->len, *up = e->name, *dot;

	while (!has(c, &c->listed, up, (size_t)(end - up))) {
		dot = memchr(up, '.', (size_t)(end - up));
		if (!dot)
			return false;
		up = dot + 1;
	}
	return true;
}

uint8_t closest_above(const struct closest *c, const struct list_entry *e)
{
	const char *end = e->name + e->len, *up = e->name;
	uint8_t n = 0;

	while ((up = memchr(up, '.', (size_t)(end - up)))) {
		up++;
		n = (uint8_t)(n + has(c, &c->exceptions, up,
					 (size_t)(end - up)));
	}
	return n;
}

static void sort(struct hashes *h)
{
	if (h->n > 0)
		qsort(h->items, h->n, sizeof(*h->items), compare);
}

static void parse_twice(struct list_reader *r, struct closest *c,
			void (*parse)(struct list_reader *r))
{
	const struct list_sink sink = { .add = collect, .arg = c };
	struct list_result result = { .format = NULL };
	struct list_reader first = *r;

	first.sink = &sink;
	first.result = &result;
	first.learning = true;
	parse(&first);
	if (text_rewind(r->in)) {
		sort(&c->exceptions);
		if (c->asked)
			sort(&c->listed);
		if (c->exceptions.n > 0 || c->wants_listed)
			r->closest = c;
		parse(r);
	} else {
		remark_refuse(r,
			      "cannot be read twice, as this format asks for");
	}
	r->closest = NULL;
	free(c->exceptions.items);
	free(c->listed.items);
}

void closest_parse(struct list_reader *r, void (*parse)(struct list_reader *r))
{
	struct closest c = { .key = hash_key_random() };

	parse_twice(r, &c, parse);
}

void closest_parse_listed(struct list_reader *r,
			  void (*parse)(struct list_reader *r))
{
	struct closest c = { .wants_listed = true, .key = hash_key_random() };

	parse_twice(r, &c, parse);
}
