/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adds up contacts. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/event/contacts.h"
#include "nfq/inspect/protocol.h"

enum {
	WORKER_PARTS = 16, WORKER_SLOTS = 512, WORKER_BYTES = 12 * 1024,
	FIXED = 2 * sizeof(struct address) + 6 + 2 + 1,
};

const char *contact_via(unsigned via)
{
	return via < PROTOCOLS ? protocols[via].word :
	       via == CONTACT_TCP ? "tcp" : "udp";
}

/* --- its life ---------------------------------------------------------- */

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fatal("mmap");
	return p;
}

struct contacts *contacts_new(size_t parts, size_t slots, size_t bytes)
{
	struct contacts *t = xcalloc(1, sizeof(*t));

	t->key = hash_key_random();
	t->parts = parts;
	t->slots = slots;
	t->bytes = bytes;
	t->part = xcalloc(parts, sizeof(*t->part));
	t->items = map(parts * slots * sizeof(*t->items));
	t->names = map(parts * bytes);
	return t;
}

struct contacts *contacts_of_worker(void)
{
	return contacts_new(WORKER_PARTS, WORKER_SLOTS, WORKER_BYTES);
}

void contacts_free(struct contacts *t)
{
	if (!t)
		return;
	munmap(t->items, t->parts * t->slots * sizeof(*t->items));
	munmap(t->names, t->parts * t->bytes);
	free(t->part);
	free(t);
}

void contacts_clear(struct contacts *t)
{
	for (size_t i = 0; i < t->parts; i++)
		if (t->part[i].n > 0)
			memset(t->items + i * t->slots, 0,
			       t->slots * sizeof(*t->items));
	memset(t->part, 0, t->parts * sizeof(*t->part));
}

/* --- a contact --------------------------------------------------------- */

static uint64_t hash_of(const struct contacts *t, const struct contact *c)
{
	uint8_t all[FIXED + 255];

	memcpy(all, &c->client, sizeof(c->client));
	memcpy(all + 16, &c->dst, sizeof(c->dst));
	memcpy(all + 32, c->mac, sizeof(c->mac));
	memcpy(all + 38, &c->port, sizeof(c->port));
	all[40] = c->via;
	memcpy(all + FIXED, c->name, c->name_len);
	return hash_bytes(&t->key, all, FIXED + c->name_len);
}

static bool is_same(const struct contact *a, const struct contact *b)
{
	return a->via == b->via && a->port == b->port &&
	       a->name_len == b->name_len &&
	       memcmp(&a->client, &b->client, sizeof(a->client)) == 0 &&
	       memcmp(&a->dst, &b->dst, sizeof(a->dst)) == 0 &&
	       memcmp(a->mac, b->mac, sizeof(a->mac)) == 0 &&
	       memcmp(a->name, b->name, a->name_len) == 0;
}

static void add_up(struct contact *to, const struct contact *c)
{
	if (to->count == 0) {
		to->first = c->first;
		to->last = c->last;
	}
	to->first = c->first < to->first ? c->first : to->first;
	to->last = c->last > to->last ? c->last : to->last;
	to->count += c->count;
}

/* A part is never filled to the last place: one that is free ends a search. */
static bool has_room(const struct contacts *t, const struct contacts_part *p,
		     const struct contact *c)
{
	return p->n < t->slots / 4 * 3 && p->used + c->name_len <= t->bytes;
}

bool contacts_add(struct contacts *t, const struct contact *c, bool grow,
		  bool *fresh)
{
	uint64_t hash = hash_of(t, c);
	size_t part = (size_t)(hash_bytes(&t->key, &c->client,
					  sizeof(c->client)) % t->parts);
	struct contact *items = t->items + part * t->slots;
	struct contacts_part *p = &t->part[part];
	char *names = t->names + part * t->bytes;
	size_t i = (size_t)hash & (t->slots - 1);

	*fresh = false;
	for (; items[i].name; i = (i + 1) & (t->slots - 1)) {
		if (!is_same(&items[i], c))
			continue;
		add_up(&items[i], c);
		return true;
	}
	if (!grow || !has_room(t, p, c))
		return false;
	*fresh = true;
	items[i] = *c;
	items[i].name = memcpy(names + p->used, c->name, c->name_len);
	p->used += c->name_len;
	p->n++;
	return true;
}

struct contact *contacts_next(const struct contacts *t, size_t *i)
{
	for (; *i < t->parts * t->slots; ++*i) {
		if (t->part[*i / t->slots].n == 0)
			*i = (*i / t->slots + 1) * t->slots - 1;
		else if (t->items[*i].name)
			return &t->items[(*i)++];
	}
	return NULL;
}

/* --- between worker and writer ----------------------------------------- */

void contacts_note(struct contacts_slot *s, const struct contact *c)
{
	struct contacts *t;
	bool fresh;

	t = atomic_exchange_explicit(&s->table, NULL, memory_order_acquire);
	if (!t)
		return;
	if (!contacts_add(t, c, true, &fresh))
		atomic_fetch_add_explicit(&s->missed, c->count,
					  memory_order_relaxed);
	atomic_store_explicit(&s->table, t, memory_order_release);
}

bool contacts_take(struct contacts_slot *s, struct contacts *was,
		   struct contacts *then)
{
	return atomic_compare_exchange_strong(&s->table, &was, then);
}
