/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a client and an address to the name it had asked for. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "nfq/event/namebook.h"

enum { WAYS = 4, SETS = NAMEBOOK_ENTRIES / WAYS };

struct entry {
	uint64_t key;		/* hash of client and address */
	uint32_t until;		/* second; 0: free */
	uint32_t used;
	uint8_t len;
	char name[NAMEBOOK_NAME];
};

static_assert(sizeof(struct entry) == 192, "as namebook.h says");

struct namebook {
	struct hash_key hash;
	uint32_t clock;
	struct entry (*sets)[WAYS];
	char name[NAMEBOOK_NAME + 1];
};

struct namebook *namebook_new(void)
{
	struct namebook *b = xcalloc(1, sizeof(*b));

	b->hash = hash_key_random();
	b->sets = mmap(NULL, SETS * sizeof(*b->sets), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b->sets == MAP_FAILED)
		fatal("mmap");
	return b;
}

void namebook_free(struct namebook *b)
{
	if (!b)
		return;
	munmap(b->sets, SETS * sizeof(*b->sets));
	free(b);
}

/* `client` NULL: any. */
static uint64_t key_of(const struct namebook *b, const struct address *client,
		       const struct address *address)
{
	uint8_t key[32] = { 0 };

	if (client)
		memcpy(key, client->b, 16);
	memcpy(key + 16, address->b, 16);
	return hash_bytes(&b->hash, key, sizeof(key));
}

/* Over by then, or from after it: the clock was set. */
static bool is_over(const struct entry *e, uint32_t now)
{
	return e->until <= now || e->until - now > NAMEBOOK_TTL_MAX;
}

static struct entry *place_for(struct namebook *b, uint64_t key, uint32_t now)
{
	struct entry *set = b->sets[key % SETS], *best = set;

	for (int i = 0; i < WAYS; i++)
		if (set[i].until && set[i].key == key)
			return &set[i];
	for (int i = 0; i < WAYS; i++) {
		if (is_over(&set[i], now))
			return &set[i];
		if (b->clock - set[i].used > b->clock - best->used)
			best = &set[i];
	}
	return best;
}

static void put(struct namebook *b, uint64_t key, const struct name *name,
		uint32_t until, uint32_t now)
{
	struct entry *e = place_for(b, key, now);
	size_t gone = name->len > NAMEBOOK_NAME ? name->len - NAMEBOOK_NAME :
						  0;

	e->key = key;
	e->until = until;
	e->used = ++b->clock;
	e->len = (uint8_t)(name->len - gone);
	memcpy(e->name, name->text + gone, e->len);
	if (gone > 0)
		memcpy(e->name, "...", 3);
}

void namebook_add(struct namebook *b, const struct address *client,
		  const struct address *address, const struct name *name,
		  uint32_t ttl, time_t now)
{
	uint32_t second = (uint32_t)now, until;

	ttl = ttl < NAMEBOOK_TTL_MIN ? NAMEBOOK_TTL_MIN :
	      ttl > NAMEBOOK_TTL_MAX ? NAMEBOOK_TTL_MAX : ttl;
	until = second + ttl;
	if (name->len == 0)
		return;
	put(b, key_of(b, client, address), name, until, second);
	put(b, key_of(b, NULL, address), name, until, second);
}

static struct entry *find(struct namebook *b, uint64_t key, uint32_t now)
{
	struct entry *set = b->sets[key % SETS];

	for (int i = 0; i < WAYS; i++)
		if (set[i].key == key && set[i].until && !is_over(&set[i],
								 now))
			return &set[i];
	return NULL;
}

const char *namebook_find(struct namebook *b, const struct address *client,
			  const struct address *address, time_t now,
			  bool *other)
{
	struct entry *e = find(b, key_of(b, client, address), (uint32_t)now);

	*other = !e;
	if (!e)
		e = find(b, key_of(b, NULL, address), (uint32_t)now);
	if (!e)
		return NULL;
	e->used = ++b->clock;
	memcpy(b->name, e->name, e->len);
	b->name[e->len] = '\0';
	return b->name;
}
