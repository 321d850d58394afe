/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tombstones in sets of a few places each. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/packet/tombstone.h"

enum { PLACES = 8, SECONDS_SHIFT = 2 };

struct tombstone {
	uint32_t tag;		/* the hash's upper half */
	uint16_t time;		/* in steps of four seconds */
	uint8_t kind;		/* TOMBSTONE_NONE: this place is free */
};

struct tombstones {
	size_t mask;		/* of sets */
	size_t used;		/* places that ever were */
	struct tombstone sets[][PLACES];
};

struct tombstones *tombstones_new(size_t n)
{
	struct tombstones *t;
	size_t sets = 1;

	while (sets * PLACES < n)
		sets *= 2;
	t = xcalloc(1, sizeof(*t) + sets * sizeof(t->sets[0]));
	t->mask = sets - 1;
	return t;
}

void tombstones_free(struct tombstones *t)
{
	free(t);
}

static uint16_t time_of(uint32_t second)
{
	return (uint16_t)(second >> SECONDS_SHIFT);
}

static uint16_t age(const struct tombstone *s, uint32_t second)
{
	return (uint16_t)(time_of(second) - s->time);
}

static bool is_over(const struct tombstone *s, uint32_t second)
{
	return age(s, second) > TOMBSTONE_SECONDS >> SECONDS_SHIFT;
}

static struct tombstone *find(struct tombstones *t, uint64_t hash)
{
	struct tombstone *set = t->sets[hash & t->mask];

	for (size_t i = 0; t->used > 0 && i < PLACES; i++)
		if (set[i].kind != TOMBSTONE_NONE &&
		    set[i].tag == (uint32_t)(hash >> 32))
			return &set[i];
	return NULL;
}

/* A place in the hash's set: its own, a free one or the oldest's. */
static struct tombstone *place_for(struct tombstones *t, uint64_t hash,
				   uint32_t second)
{
	struct tombstone *s = find(t, hash), *set = t->sets[hash & t->mask];

	for (size_t i = 0; !s && i < PLACES; i++)
		if (set[i].kind == TOMBSTONE_NONE)
			s = &set[i];
	if (s)
		return s;
	s = &set[0];
	for (size_t i = 1; i < PLACES; i++)
		if (age(&set[i], second) > age(s, second))
			s = &set[i];
	return s;
}

bool tombstones_add(struct tombstones *t, uint64_t hash, uint8_t kind,
		    uint32_t second)
{
	struct tombstone *s = place_for(t, hash, second);
	bool free = s->kind == TOMBSTONE_NONE || is_over(s, second) ||
		    s->tag == (uint32_t)(hash >> 32);

	*s = (struct tombstone) {
		.tag = (uint32_t)(hash >> 32), .time = time_of(second),
		.kind = kind,
	};
	t->used++;
	return free;
}

uint8_t tombstones_find(struct tombstones *t, uint64_t hash, uint32_t second)
{
	const struct tombstone *s = find(t, hash);

	return s && !is_over(s, second) ? s->kind : TOMBSTONE_NONE;
}

void tombstones_drop(struct tombstones *t, uint64_t hash)
{
	struct tombstone *s = find(t, hash);

	if (s)
		s->kind = TOMBSTONE_NONE;
}
