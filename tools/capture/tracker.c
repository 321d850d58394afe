/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections of a capture: direction, verdict, names already told. */

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "tools/capture/tracker.h"

enum { SLOTS = 1 << 16, WAYS = 4, TOLD = 1 << 16 };
enum {
	QUIC_LONG = 0x80,	/* RFC 8999 5.1 */
	TTL_STRAY = 8,		/* by which a client's may differ */
};

/* A flow, by a keyed hash of its endpoints in either order; a collision of 64
 * bits is not to be expected. */
struct entry {
	uint64_t key;
	uint64_t client;	/* hash of the side that opened it */
	uint32_t used;		/* when, in packets */
	bool begun;		/* its client has sent something */
	bool sure;		/* a SYN told who that is */
	bool judged[2];		/* what the client sends, and the other */
	bool sums;		/* the client's checksums hold */
	uint8_t ttl;		/* of its SYN, 0: not seen */
};

struct tracker {
	struct hash_key hash;
	uint32_t clock;
	bool elsewhere;
	struct entry (*flows)[WAYS];
	uint64_t *told;		/* hashes of flow and name */
};

struct tracker *tracker_new(bool elsewhere)
{
	struct tracker *t = xcalloc(1, sizeof(*t));

	t->elsewhere = elsewhere;
	t->hash = hash_key_random();
	t->flows = xcalloc(SLOTS / WAYS, sizeof(*t->flows));
	t->told = xcalloc(TOLD, sizeof(*t->told));
	return t;
}

void tracker_free(struct tracker *t)
{
	if (!t)
		return;
	free(t->flows);
	free(t->told);
	free(t);
}

static uint64_t side_hash(const struct tracker *t, const struct address *a,
			  uint16_t port, uint8_t transport)
{
	uint8_t key[19];

	memcpy(key, a->b, 16);
	memcpy(key + 16, &port, 2);
	key[18] = transport;
	return hash_bytes(&t->hash, key, sizeof(key));
}

/* The flow's entry, or the place of the one of its set used longest ago. */
static struct entry *find(struct tracker *t, uint64_t key, bool *found)
{
	struct entry *set = t->flows[key % (SLOTS / WAYS)];
	struct entry *oldest = set;

	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == key) {
			*found = true;
			return &set[i];
		}
		if (t->clock - set[i].used > t->clock - oldest->used)
			oldest = &set[i];
	}
	*found = false;
	return oldest;
}

/* Whose packet is the first we see? A SYN says so; else the side with the
 * well-known port is the server. */
static bool is_from_client(const struct packet *p)
{
	if (p->transport == IPPROTO_TCP && p->tcp_flags & TCP_SYN)
		return !(p->tcp_flags & TCP_ACK);
	if (p->sport < 1024 && p->dport >= 1024)
		return false;
	return true;
}

static struct entry *track(struct tracker *t, const struct packet *p,
			   uint64_t *from)
{
	uint64_t src = side_hash(t, &p->src, p->sport, p->transport);
	uint64_t dst = side_hash(t, &p->dst, p->dport, p->transport);
	bool opens = p->transport == IPPROTO_TCP &&
		     (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	bool found;
	struct entry *e = find(t, src + dst, &found);

	/* The same ports again: a new connection. */
	if (!found || opens)
		*e = (struct entry) {
			.key = src + dst,
			.client = is_from_client(p) ? src : dst,
			.sure = p->tcp_flags & TCP_SYN &&
				p->transport == IPPROTO_TCP,
			.ttl = opens ? p->ttl : 0,
			.sums = opens && packet_checksum_holds(p),
		};
	e->used = ++t->clock;
	*from = src;
	return e;
}

/* A segment that is not meant for the server: it would not get there. */
static bool is_decoy(const struct entry *e, const struct packet *p)
{
	return e->ttl > 0 && p->ttl + TTL_STRAY < e->ttl;
}

/* As write_other_port() in ruleset/table/dns.c has it. */
static bool may_be_question(struct span s)
{
	return s.len > 12 && !(s.p[2] & 0xfe) && !(s.p[3] & 0xcf) &&
	       memcmp(s.p + 4, "\0\1\0\0\0\0", 6) == 0;
}

/* A handshake record of DTLS, which has a number of its own. */
static bool begins_dtls(struct span s)
{
	return s.len > 1 && s.p[0] == 22 && s.p[1] == 0xfe;
}

/* Only what clients send. Where it is not sure which side that is, both:
 * servers send nothing that looks like it. */
static bool is_selected(const struct tracker *t, const struct entry *e,
			const struct packet *p, bool from_client)
{
	if (p->transport == IPPROTO_TCP && p->tcp_flags & TCP_SYN)
		return from_client;	/* tells where data starts */
	if (p->payload.len == 0)
		return false;
	if (p->transport == IPPROTO_UDP &&
	    (p->dport == 53 || (t->elsewhere && may_be_question(p->payload))))
		return true;
	/* A connection may follow another on the same ports. */
	if (p->transport == IPPROTO_UDP)
		return from_client && (p->payload.p[0] & QUIC_LONG ||
				       begins_dtls(p->payload) ||
				       (p->dport == 443 && !e->judged[0]));
	return (from_client || !e->sure) && !e->judged[!from_client] &&
	       !is_decoy(e, p);
}

struct tracked tracker_take(struct tracker *t, const struct packet *p)
{
	uint64_t from;
	struct entry *e = track(t, p, &from);
	bool from_client = e->client == from;
	struct tracked out = {
		.first = from_client && !e->begun,
		.selected = is_selected(t, e, p, from_client),
	};

	e->begun = e->begun || from_client;
	out.doubtful = out.selected && e->sums && p->payload.len > 0 &&
		       !packet_checksum_holds(p);
	return out;
}

void tracker_judged(struct tracker *t, const struct packet *p, enum verdict v)
{
	uint64_t src, dst;
	struct entry *e;
	bool found;

	if (v != VERDICT_PASS_FLOW && v != VERDICT_BLOCK_FLOW)
		return;
	src = side_hash(t, &p->src, p->sport, p->transport);
	dst = side_hash(t, &p->dst, p->dport, p->transport);
	e = find(t, src + dst, &found);
	if (found)
		e->judged[src != e->client] = true;
}

bool tracker_first(struct tracker *t, const struct report *r)
{
	const struct packet *p = r->packet;
	uint64_t parts[4] = {
		side_hash(t, &p->src, p->sport, p->transport),
		side_hash(t, &p->dst, p->dport, p->transport),
		r->name ? hash_bytes(&t->hash, r->name->text, r->name->len) :
			  1,
		r->finding->protocol,
	};
	uint64_t key = hash_bytes(&t->hash, parts, sizeof(parts));
	uint64_t *slot = &t->told[key % TOLD];

	if (*slot == key)
		return false;
	*slot = key;
	return true;
}
