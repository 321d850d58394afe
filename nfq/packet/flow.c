/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hash table of flows with a fixed size; whoever has most gives way. */

#include <assert.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "nfq/packet/flow.h"

enum { TOMBSTONES = 32768 };

/* What is hashed: the beginning of struct packet, which has no holes. */
enum { ENDS = 2 * sizeof(struct address) + 2 * sizeof(uint16_t) };

static_assert(offsetof(struct packet, dport) + 2 == ENDS, "ports are last");

struct flow_table {
	struct hash_key key;
	uint8_t hashed[ENDS];	/* last, none at first */
	uint64_t hash;		/* of them */
	struct flow *flows;
	struct http2_state *http2;	/* of each */
	uint32_t *buckets;	/* first of each chain; number + 1 */
	uint32_t mask;		/* buckets - 1 */
	uint32_t max;
	uint32_t fresh;		/* from here on never used */
	uint32_t free;		/* chain of free ones; number + 1 */
	uint32_t count;
	uint32_t counts[OWNER_CLASSES], limits[OWNER_CLASSES];
	uint64_t evicted;
	bool has_relics;
	uint32_t second;
	uint32_t unsure[2];	/* until this second a relic may be lost; of
				 * UDP */
	struct chunk_pool *pool;
	struct owners *owners;
	struct owner *first_owner;
	struct tombstones *tombstones[OWNER_CLASSES];
};

/* Memory that is there once it is touched. */
static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fatal("mmap");
	return p;
}

struct flow_table *flow_table_new(uint32_t max, size_t chunks)
{
	struct flow_table *t = xcalloc(1, sizeof(*t));
	uint32_t buckets = 1, few = max / 4 ? max / 4 : 1;

	while (buckets < max)
		buckets *= 2;
	t->key = hash_key_random();
	t->max = max;
	t->mask = buckets - 1;
	t->buckets = xcalloc(buckets, sizeof(*t->buckets));
	t->flows = map(max * sizeof(*t->flows));
	t->http2 = map(max * sizeof(*t->http2));
	t->pool = chunk_pool_new(chunks);
	t->owners = owners_new(max, chunks);
	t->first_owner = owners_at(t->owners, 1);
	t->limits[OWNER_LOOSE] = few;
	t->limits[OWNER_OPENED] = max > few ? max - few : 1;
	t->tombstones[OWNER_OPENED] = tombstones_new(TOMBSTONES);
	t->tombstones[OWNER_LOOSE] = tombstones_new(TOMBSTONES / 4);
	return t;
}

void flow_table_free(struct flow_table *t)
{
	if (!t)
		return;
	munmap(t->flows, t->max * sizeof(*t->flows));
	munmap(t->http2, t->max * sizeof(*t->http2));
	for (int i = 0; i < OWNER_CLASSES; i++)
		tombstones_free(t->tombstones[i]);
	owners_free(t->owners);
	chunk_pool_free(t->pool);
	free(t->buckets);
	free(t);
}

void flow_table_tick(struct flow_table *t, uint32_t second)
{
	t->second = second;
}

/* The same packet is looked for more than once, and often the next is of the
 * same flow. Transports and readings are told apart behind the hash. */
static uint64_t hash_of(struct flow_table *t, const struct packet *p)
{
	uint64_t what = (uint64_t)p->transport << 1 | p->second;

	if (memcmp(t->hashed, p, ENDS) != 0) {
		memcpy(t->hashed, p, ENDS);
		t->hash = hash_bytes(&t->key, p, ENDS);
	}
	return t->hash ^ what * 0x9e3779b97f4a7c15;
}

static uint32_t number(const struct flow_table *t, const struct flow *f)
{
	return (uint32_t)(f - t->flows) + 1;
}

static struct owner *owner_of(const struct flow_table *t, const struct flow *f)
{
	return &t->first_owner[f->owner - 1];
}

static enum owner_class class_of(const struct flow *f)
{
	return f->opened ? OWNER_OPENED : OWNER_LOOSE;
}

/* --- whose they are --------------------------------------------------- */

static void unlink_use(struct flow_table *t, struct flow *f)
{
	struct owner *a = owner_of(t, f);

	if (f->older)
		t->flows[f->older - 1].newer = f->newer;
	else
		a->lists[f->list].oldest = f->newer;
	if (f->newer)
		t->flows[f->newer - 1].older = f->older;
	else
		a->lists[f->list].newest = f->older;
}

static void link_newest(struct flow_table *t, struct flow *f,
			enum owner_list list)
{
	struct owner *a = owner_of(t, f);

	f->list = list;
	f->older = a->lists[list].newest;
	f->newer = 0;
	if (f->older)
		t->flows[f->older - 1].newer = number(t, f);
	else
		a->lists[list].oldest = number(t, f);
	a->lists[list].newest = number(t, f);
}

/* Its owner pays for the chunks that it holds now. */
static void charge(struct flow_table *t, struct flow *f)
{
	enum owner_list list = f->stream.nchunks ? OWNER_HOLDING :
						   OWNER_RESTING;

	if (f->stream.nchunks == f->charged)
		return;
	owners_change(t->owners, f->owner, 0,
		      (int)f->stream.nchunks - f->charged);
	f->charged = f->stream.nchunks;
	if (list != f->list) {
		unlink_use(t, f);
		link_newest(t, f, list);
	}
}

static void give_to(struct flow_table *t, struct flow *f,
		    const struct address *src, enum owner_class class)
{
	f->opened = class == OWNER_OPENED;
	f->owner = owners_take(t->owners, src, class);
	owners_change(t->owners, f->owner, 1, 0);
	f->charged = 0;
	link_newest(t, f, OWNER_RESTING);
	charge(t, f);
	t->counts[class]++;
}

static void take_away(struct flow_table *t, struct flow *f)
{
	unlink_use(t, f);
	owners_change(t->owners, f->owner, -1, -(int)f->charged);
	t->counts[class_of(f)]--;
}

void flow_open(struct flow_table *t, struct flow *f)
{
	if (f->opened)
		return;
	take_away(t, f);
	give_to(t, f, &f->src, OWNER_OPENED);
}

/* --- finding ---------------------------------------------------------- */

static void touch(struct flow_table *t, struct flow *f)
{
	const struct owner *a = owner_of(t, f);

	owners_touch(t->owners, f->owner);
	if (a->lists[f->list].newest == number(t, f))
		return;
	unlink_use(t, f);
	link_newest(t, f, f->list);
}

static bool has_ends(const struct flow *f, const struct packet *p)
{
	return f->sport == p->sport && f->dport == p->dport &&
	       f->transport == p->transport && f->second == p->second &&
	       address_compare(&f->src, &p->src) == 0 &&
	       address_compare(&f->dst, &p->dst) == 0;
}

struct flow *flow_find(struct flow_table *t, const struct packet *p)
{
	uint64_t hash;
	uint32_t n;

	if (t->count == 0)
		return NULL;
	hash = hash_of(t, p);
	n = t->buckets[hash & t->mask];
	while (n) {
		struct flow *f = &t->flows[n - 1];

		if (f->hash == hash && has_ends(f, p)) {
			touch(t, f);
			return f;
		}
		n = f->next;
	}
	return NULL;
}

struct flow *flow_another(struct flow_table *t, const struct flow *f)
{
	const struct packet ends = {
		.src = f->src, .dst = f->dst, .sport = f->sport,
		.dport = f->dport, .transport = f->transport,
		.second = f->second,
	};

	for (uint32_t n = f->next; n; n = t->flows[n - 1].next)
		if (t->flows[n - 1].hash == f->hash &&
		    has_ends(&t->flows[n - 1], &ends))
			return &t->flows[n - 1];
	return NULL;
}

/* --- giving way ------------------------------------------------------- */

void flow_drop(struct flow_table *t, struct flow *f)
{
	uint32_t *link = &t->buckets[f->hash & t->mask];

	while (*link != number(t, f))
		link = &t->flows[*link - 1].next;
	*link = f->next;
	stream_clear(&f->stream, t->pool);
	take_away(t, f);
	f->next = t->free;
	t->free = number(t, f);
	t->count--;
}

static enum flow_relic relic_of(const struct flow *f)
{
	bool holds = f->stream.nruns > 0;

	switch (f->state) {
	case FLOW_BLOCKED:
		return FLOW_RELIC_REFUSED;
	case FLOW_SEEKING:
	case FLOW_ANCHORED:
		return f->reads_on || (holds && !f->foreign) ?
		       FLOW_RELIC_PARTIAL : FLOW_FORGOTTEN;
	case FLOW_MESSAGE:
		return f->reads_on || holds || f->skip > 0 ?
		       FLOW_RELIC_PARTIAL : FLOW_FORGOTTEN;
	case FLOW_CHUNK:
	case FLOW_LOST:
		return FLOW_RELIC_PARTIAL;
	case FLOW_ANSWER:
	case FLOW_SETTLED:
	case FLOW_PASSED:
		break;
	}
	return FLOW_FORGOTTEN;
}

/* Of the ends with this hash, and this id. */
static uint64_t hash_with(const struct flow_table *t, uint64_t hash,
			  struct span id)
{
	uint8_t key[sizeof(hash) + QUIC_CID_MAX];

	memcpy(key, &hash, sizeof(hash));
	memcpy(key + sizeof(hash), id.p, id.len);
	return hash_bytes(&t->key, key, sizeof(hash) + id.len);
}

static void remember(struct flow_table *t, const struct flow *f, uint64_t hash)
{
	bool udp = f->transport == IPPROTO_UDP;

	t->has_relics = true;
	/* Of those without a handshake anybody can make too many: but over UDP
	 * there is none. */
	if (!tombstones_add(t->tombstones[class_of(f)], hash, relic_of(f),
			    t->second) && (f->opened || udp))
		t->unsure[udp] = t->second + TOMBSTONE_SECONDS;
}

void flow_give_way(struct flow_table *t, struct flow *f)
{
	if (relic_of(f) != FLOW_FORGOTTEN) {
		remember(t, f, f->hash);
		if (f->id_len > 0)
			remember(t, f, hash_with(t, f->hash, (struct span) {
				f->id, f->id_len }));
	}
	flow_drop(t, f);
	t->evicted++;
}

/* Whoever has most flows of a class loses the one that was silent longest;
 * where it can be, one that holds nothing. */
static void evict_of(struct flow_table *t, enum owner_class class)
{
	struct owner *a = owners_at(t->owners,
				    owners_most_flows(t->owners, class));
	uint32_t n = a->lists[OWNER_RESTING].oldest;

	n = n ? n : a->lists[OWNER_HOLDING].oldest;
	flow_give_way(t, &t->flows[n - 1]);
}

static struct flow *take_free(struct flow_table *t, enum owner_class class)
{
	enum owner_class other = class == OWNER_OPENED ? OWNER_LOOSE :
							 OWNER_OPENED;
	uint32_t n;

	if (t->counts[class] >= t->limits[class])
		evict_of(t, class);
	else if (t->count == t->max)
		evict_of(t, t->counts[class] ? class : other);
	n = t->free;
	if (!n)
		return &t->flows[t->fresh++];
	t->free = t->flows[n - 1].next;
	return &t->flows[n - 1];
}

struct flow *flow_new(struct flow_table *t, const struct packet *p,
		      enum owner_class class)
{
	uint64_t hash = hash_of(t, p);
	uint32_t *bucket = &t->buckets[hash & t->mask];
	struct flow *f = take_free(t, class);

	*f = (struct flow) {
		.src = p->src, .dst = p->dst,
		.sport = p->sport, .dport = p->dport,
		.transport = p->transport, .second = p->second,
		.start = p->seq, .first = p->seq,
		.ack = p->ack, .acked = p->ack, .ttl = p->ttl,
		.born = t->second, .stream.align = p->seq,
		.hash = hash, .next = *bucket,
	};
	*bucket = number(t, f);
	give_to(t, f, &p->src, class);
	t->count++;
	return f;
}

static enum flow_relic find_relic(const struct flow_table *t,
				  const struct packet *p, uint64_t hash)
{
	uint8_t kind = TOMBSTONE_NONE;

	for (int i = 0; i < OWNER_CLASSES && kind == TOMBSTONE_NONE; i++)
		kind = tombstones_find(t->tombstones[i], hash, t->second);
	if (kind == TOMBSTONE_NONE &&
	    t->unsure[p->transport == IPPROTO_UDP] > t->second)
		return FLOW_RELIC_UNSURE;
	return kind;
}

enum flow_relic flow_relic(struct flow_table *t, const struct packet *p)
{
	return t->has_relics ? find_relic(t, p, hash_of(t, p)) :
			       FLOW_FORGOTTEN;
}

enum flow_relic flow_relic_of(struct flow_table *t, const struct packet *p,
			      struct span id)
{
	return t->has_relics ?
	       find_relic(t, p, hash_with(t, hash_of(t, p), id)) :
	       FLOW_FORGOTTEN;
}

void flow_drop_relic(struct flow_table *t, const struct packet *p)
{
	for (int i = 0; t->has_relics && i < OWNER_CLASSES; i++)
		tombstones_drop(t->tombstones[i], hash_of(t, p));
}

void flow_note_passed(struct flow_table *t, const struct packet *p)
{
	t->has_relics = true;
	if (!tombstones_add(t->tombstones[OWNER_OPENED], hash_of(t, p),
			    FLOW_RELIC_PASSED, t->second))
		t->unsure[0] = t->second + TOMBSTONE_SECONDS;
}

/* --- streams ----------------------------------------------------------- */

/* Sees that there are chunks for `len` bytes more of `f`. */
static void make_room(struct flow_table *t, const struct flow *f, size_t len)
{
	while (chunk_pool_left(t->pool) < len / CHUNK + 2) {
		uint32_t most = owners_most_chunks(t->owners), n = 0;

		if (most)
			n = owners_at(t->owners,
				      most)->lists[OWNER_HOLDING].oldest;
		if (n == number(t, f))
			n = t->flows[n - 1].newer;
		if (!n)
			return;
		flow_give_way(t, &t->flows[n - 1]);
	}
}

enum stream_result flow_place(struct flow_table *t, struct flow *f,
			      uint32_t seq, struct span data)
{
	enum stream_result r;

	make_room(t, f, data.len);
	r = stream_place(&f->stream, t->pool, seq, data);
	charge(t, f);
	return r;
}

bool flow_contradicts(struct flow_table *t, const struct flow *f, uint32_t seq,
		      struct span data)
{
	return stream_contradicts(&f->stream, t->pool, seq, data);
}

bool flow_has_room(struct flow_table *t, struct flow *f, uint32_t seq,
		   size_t len)
{
	make_room(t, f, len);
	return stream_has_room(&f->stream, t->pool, seq, len);
}

struct http2_state *flow_http2(struct flow_table *t, const struct flow *f)
{
	return &t->http2[number(t, f) - 1];
}

size_t flow_read(struct flow_table *t, const struct flow *f, uint32_t seq,
		 uint8_t out[STREAM_MAX])
{
	return stream_read(&f->stream, t->pool, seq, out);
}

void flow_forget(struct flow_table *t, struct flow *f, uint32_t seq)
{
	stream_forget(&f->stream, t->pool, seq);
	charge(t, f);
}

void flow_clear(struct flow_table *t, struct flow *f)
{
	stream_clear(&f->stream, t->pool);
	charge(t, f);
}

void flow_table_stats(const struct flow_table *t, struct flow_stats *out)
{
	*out = (struct flow_stats) {
		.flows = t->count, .max = t->max, .evicted = t->evicted,
		.chunks = chunk_pool_used(t->pool),
	};
}
