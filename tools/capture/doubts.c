/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds the doubtful segments of one connection at a time. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/capture/doubts.h"

enum { HELD_MAX = 16, HELD_BYTES = 128 * 1024 };

struct held {
	struct packet packet;		/* what it borrows is not used */
	struct findings_place at;
	size_t from, len, whole;	/* in bytes */
	bool decoy;
};

struct doubts {
	void (*release)(void *arg, struct span ip, size_t whole,
			const struct findings_place *at);
	void *arg;
	struct held held[HELD_MAX];
	size_t n, used;
	uint8_t bytes[HELD_BYTES];
};

struct doubts *doubts_new(void (*release)(void *arg, struct span ip,
					  size_t whole,
					  const struct findings_place *at),
			  void *arg)
{
	struct doubts *d = xcalloc(1, sizeof(*d));

	d->release = release;
	d->arg = arg;
	return d;
}

void doubts_free(struct doubts *d)
{
	free(d);
}

void doubts_release(struct doubts *d)
{
	size_t n = d->n;

	d->n = d->used = 0;
	for (size_t i = 0; i < n; i++) {
		const struct held *h = &d->held[i];

		if (!h->decoy)
			d->release(d->arg, (struct span) {
				d->bytes + h->from, h->len
			}, h->whole, &h->at);
	}
}

static bool is_of(const struct packet *p, const struct address *src,
		  uint16_t sport, const struct address *dst, uint16_t dport)
{
	return p->sport == sport && p->dport == dport &&
	       address_compare(&p->src, src) == 0 &&
	       address_compare(&p->dst, dst) == 0;
}

static bool overlap(const struct packet *p, const struct packet *q)
{
	int32_t ahead = (int32_t)(p->seq - q->seq);

	return ahead < (int32_t)q->payload.len &&
	       -ahead < (int32_t)p->payload.len;
}

/* Of the client that sent what is held. */
static bool settle_by_client(struct doubts *d, const struct packet *p)
{
	bool good = packet_checksum_holds(p), beyond = true;

	if (p->payload.len == 0)
		return false;
	for (size_t i = 0; i < d->n; i++) {
		struct held *h = &d->held[i];

		beyond = beyond && (int32_t)(p->seq - h->packet.seq) >=
				   (int32_t)h->packet.payload.len;
		if (!overlap(p, &h->packet))
			continue;
		if (!good)
			return true;
		h->decoy = true;
	}
	/* The client goes on behind it. */
	if (good && beyond)
		doubts_release(d);
	return false;
}

bool doubts_settle(struct doubts *d, const struct packet *p)
{
	const struct packet *q = &d->held[0].packet;

	if (d->n == 0)
		return false;
	if (is_of(p, &q->src, q->sport, &q->dst, q->dport))
		return settle_by_client(d, p);
	if (is_of(p, &q->dst, q->dport, &q->src, q->sport) &&
	    (int32_t)(p->ack - q->seq) > 0)
		doubts_release(d);	/* the server has got it */
	return false;
}

void doubts_hold(struct doubts *d, const struct packet *p, struct span ip,
		 size_t whole, const struct findings_place *at)
{
	const struct packet *q = &d->held[0].packet;

	if (d->n == HELD_MAX || ip.len > HELD_BYTES - d->used ||
	    (d->n > 0 && !is_of(p, &q->src, q->sport, &q->dst, q->dport)))
		doubts_release(d);
	if (ip.len > HELD_BYTES) {
		d->release(d->arg, ip, whole, at);
		return;
	}
	memcpy(d->bytes + d->used, ip.p, ip.len);
	d->held[d->n++] = (struct held) {
		.packet = *p, .at = *at, .from = d->used, .len = ip.len,
		.whole = whole,
	};
	d->used += ip.len;
}
