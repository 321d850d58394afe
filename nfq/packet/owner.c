/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owners in a hash table, and in lists by what they hold. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "nfq/packet/owner.h"

/* Rows of owners that hold as much, one for each number; who was silent longest
 * is the first. The last row is looked for from where it was. */
struct ranking {
	uint32_t *rows;		/* first owner of each */
	uint32_t top;		/* no row above has any */
};

enum { BY_CHUNKS = OWNER_CLASSES, RANKINGS };

struct owners {
	struct hash_key key;
	struct owner *all;
	uint32_t *buckets, mask;
	uint32_t fresh;		/* so many were ever used */
	uint32_t free;		/* chain of those forgotten */
	uint32_t last;		/* taken; 0 if it is forgotten */
	struct ranking rankings[RANKINGS];
};

struct owners *owners_new(uint32_t max, size_t chunks)
{
	struct owners *o = xcalloc(1, sizeof(*o));
	uint32_t buckets = 1;

	while (buckets < max)
		buckets *= 2;
	o->key = hash_key_random();
	o->mask = buckets - 1;
	o->buckets = xcalloc(buckets, sizeof(*o->buckets));
	o->all = xcalloc(max, sizeof(*o->all));
	for (int i = 0; i < RANKINGS; i++)
		o->rankings[i].rows = xcalloc(
			(i == BY_CHUNKS ? chunks : max) + 1, sizeof(uint32_t));
	return o;
}

void owners_free(struct owners *o)
{
	if (!o)
		return;
	for (int i = 0; i < RANKINGS; i++)
		free(o->rankings[i].rows);
	free(o->buckets);
	free(o->all);
	free(o);
}

static inline struct owner *at(struct owners *o, uint32_t number)
{
	return &o->all[number - 1];
}

struct owner *owners_at(struct owners *o, uint32_t number)
{
	return at(o, number);
}

/* --- rankings -------------------------------------------------------- */

/* What `a` is ranked by, and which of its neighbours these are. */
static uint32_t held(const struct owner *a, int ranking)
{
	return ranking == BY_CHUNKS ? a->chunks : a->flows;
}

static int peers_of(int ranking)
{
	return ranking == BY_CHUNKS;
}

static void lower(struct ranking *r)
{
	while (r->top > 0 && r->rows[r->top] == 0)
		r->top--;
}

/* A row is a ring: before its first is its last. */
static void leave(struct owners *o, int ranking, uint32_t number)
{
	struct owner *a = at(o, number);
	uint32_t *first = &o->rankings[ranking].rows[held(a, ranking)];
	int p = peers_of(ranking);

	if (*first == number)
		*first = a->peers[p].behind == number ? 0 : a->peers[p].behind;
	at(o, a->peers[p].before)->peers[p].behind = a->peers[p].behind;
	at(o, a->peers[p].behind)->peers[p].before = a->peers[p].before;
}

static void enter(struct owners *o, int ranking, uint32_t number)
{
	struct ranking *r = &o->rankings[ranking];
	struct owner *a = at(o, number);
	uint32_t row = held(a, ranking), first = r->rows[row], last = number;
	int p = peers_of(ranking);

	if (!first)
		first = r->rows[row] = number;
	else
		last = at(o, first)->peers[p].before;
	a->peers[p].before = last;
	a->peers[p].behind = first;
	at(o, last)->peers[p].behind = number;
	at(o, first)->peers[p].before = number;
	if (row > r->top)
		r->top = row;
	else
		lower(r);
}

void owners_touch(struct owners *o, uint32_t number)
{
	const struct owner *a = at(o, number);

	if (a->peers[0].behind == number)
		return;			/* alone in its row */
	leave(o, (int)a->class, number);
	enter(o, (int)a->class, number);
}

uint32_t owners_most_flows(const struct owners *o, enum owner_class class)
{
	const struct ranking *r = &o->rankings[class];

	return r->top ? r->rows[r->top] : 0;
}

uint32_t owners_most_chunks(const struct owners *o)
{
	const struct ranking *r = &o->rankings[BY_CHUNKS];

	return r->top ? r->rows[r->top] : 0;
}

/* --- owners ---------------------------------------------------------- */

/* Whoever has one address of an IPv6 /64 has all. */
static struct address client_of(const struct address *a, bool v4)
{
	struct address who = *a;

	if (!v4)
		memset(who.b + 8, 0, 8);
	return who;
}

/* Of the half that differs. */
static uint32_t hash_of(const struct owners *o, const struct address *who,
			bool v4, enum owner_class class)
{
	return (uint32_t)hash_bytes(&o->key, who->b + (v4 ? 8 : 0), 8) + class;
}

static uint32_t take_free(struct owners *o)
{
	uint32_t number = o->free;

	if (!number)
		return ++o->fresh;
	o->free = at(o, number)->next;
	return number;
}

static bool is_owner(const struct owner *a, const struct address *who,
		     enum owner_class class)
{
	return a->class == class && address_compare(&a->who, who) == 0;
}

uint32_t owners_take(struct owners *o, const struct address *a,
		     enum owner_class class)
{
	bool v4 = address_is_v4(a);
	struct address who = client_of(a, v4);
	uint32_t hash, *bucket, number;

	/* Mostly the next flow is of the same. */
	if (o->last && is_owner(at(o, o->last), &who, class))
		return o->last;
	hash = hash_of(o, &who, v4, class);
	bucket = &o->buckets[hash & o->mask];
	for (number = *bucket; number; number = at(o, number)->next) {
		if (is_owner(at(o, number), &who, class)) {
			o->last = number;
			return number;
		}
	}
	number = o->last = take_free(o);
	*at(o, number) = (struct owner) {
		.who = who, .class = class, .hash = hash, .next = *bucket,
	};
	*bucket = number;
	return number;
}

static void forget(struct owners *o, uint32_t number)
{
	struct owner *a = at(o, number);
	uint32_t *link = &o->buckets[a->hash & o->mask];

	while (*link != number)
		link = &at(o, *link)->next;
	*link = a->next;
	a->next = o->free;
	o->free = number;
	if (o->last == number)
		o->last = 0;
}

/* Moves it to the row of what it holds now; in the first nobody stands. */
static void move(struct owners *o, int ranking, uint32_t number,
		 uint32_t *has, int more)
{
	if (more == 0)
		return;
	if (*has > 0)
		leave(o, ranking, number);
	*has += (uint32_t)more;
	if (*has > 0)
		enter(o, ranking, number);
	else
		lower(&o->rankings[ranking]);
}

void owners_change(struct owners *o, uint32_t number, int flows, int chunks)
{
	struct owner *a = at(o, number);

	move(o, (int)a->class, number, &a->flows, flows);
	move(o, BY_CHUNKS, number, &a->chunks, chunks);
	if (a->flows == 0)
		forget(o, number);
}
