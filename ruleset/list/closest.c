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

struct closest {
	uint64_t *names;	/* of the exceptions, hashed, in order */
	size_t n;
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

	if (!e->allow || e->kind != LIST_SUFFIX)
		return;
	c->names = xgrow(c->names, c->n, sizeof(*c->names));
	c->names[c->n++] = hash_bytes(&c->key, e->name, e->len);
}

static bool is_exception(const struct closest *c, const char *name, size_t len)
{
	uint64_t h = hash_bytes(&c->key, name, len);

	return bsearch(&h, c->names, c->n, sizeof(h), compare);
}

bool closest_is_at(const struct closest *c, const struct list_entry *e)
{
	return is_exception(c, e->name, e->len);
}

uint8_t closest_above(const struct closest *c, const struct list_entry *e)
{
	const char *end = e->name + e->len, *up = e->name;
	uint8_t n = 0;

	while ((up = memchr(up, '.', (size_t)(end - up)))) {
		up++;
		n = (uint8_t)(n + is_exception(c, up, (size_t)(end - up)));
	}
	return n;
}

void closest_parse(struct list_reader *r, void (*parse)(struct list_reader *r))
{
	struct closest c = { .key = hash_key_random() };
	const struct list_sink sink = { .add = collect, .arg = &c };
	struct list_result result = { .format = NULL };
	struct list_reader first = *r;

	first.sink = &sink;
	first.result = &result;
	parse(&first);
	if (!text_rewind(r->in)) {
		remark_refuse(r,
			      "cannot be read twice, as this format asks for");
		return;
	}
	if (c.n > 0) {
		qsort(c.names, c.n, sizeof(*c.names), compare);
		r->closest = &c;
	}
	parse(r);
	r->closest = NULL;
	free(c.names);
}
