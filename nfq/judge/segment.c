/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments, their inspectors and the streams that they are put in. */

#include <netinet/in.h>
#include <string.h>

#include "lib/seq.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/segment.h"

static const struct inspector *const *inspectors_of(const struct segment *s)
{
	if (s->packet->second)
		return s->judge->of_port;
	return s->packet->transport == IPPROTO_TCP ? s->judge->tcp :
						     s->judge->udp;
}

static enum inspect_result inspect_from(struct segment *s,
					const struct inspector *const *by,
					const uint8_t *data, size_t len)
{
	struct judge *j = s->judge;

	for (; *by; by++) {
		enum inspect_result r;

		if (!inspector_serves(*by, s->packet->dport, &s->packet->dst,
				      j->rules->config.dns_other_ports !=
				      OTHER_PASS))
			continue;
		s->by = *by;
		r = s->by->inspect(data, len, &j->finding);
		if (r != INSPECT_FOREIGN)
			return r;
	}
	return INSPECT_FOREIGN;
}

enum inspect_result segment_inspect(struct segment *s, const uint8_t *data,
				    size_t len)
{
	return inspect_from(s, inspectors_of(s), data, len);
}

enum inspect_result segment_inspect_on(struct segment *s, const uint8_t *data,
				       size_t len)
{
	const struct inspector *const *by = inspectors_of(s);

	while (*by != s->by)
		by++;
	return inspect_from(s, by + 1, data, len);
}

bool segment_is_careful(const struct segment *s)
{
	return judge_is_strict(s->judge) || s->flow->syn_data ||
	       s->flow->doubted;
}

uint32_t segment_end(const struct segment *s)
{
	const struct packet *p = s->packet;

	return p->seq + (uint32_t)p->payload.len + p->beyond;
}

bool segment_has_room(const struct segment *s)
{
	const struct flow *f = s->flow;
	uint32_t seq = s->packet->seq;
	int64_t len = (int64_t)s->packet->payload.len;
	/* What is left of a body is not kept. */
	int64_t body = (int64_t)f->skip - seq_distance(seq, f->start);

	if (f->skip > 0 && body > 0) {
		seq += (uint32_t)(body < len ? body : len);
		len -= body < len ? body : len;
	}
	return flow_has_room(s->judge->flows, s->flow, seq, (size_t)len);
}

enum stream_result segment_place(const struct segment *s, uint32_t seq,
				 struct span data)
{
	return flow_place(s->judge->flows, s->flow, seq, data);
}

bool segment_contradicts(const struct segment *s, uint32_t seq,
			 struct span data)
{
	return flow_contradicts(s->judge->flows, s->flow, seq, data);
}

size_t segment_read(const struct segment *s, uint32_t seq)
{
	return flow_read(s->judge->flows, s->flow, seq, s->judge->stream);
}

void segment_forget(const struct segment *s, uint32_t seq)
{
	flow_forget(s->judge->flows, s->flow, seq);
}

void segment_clear(const struct segment *s)
{
	flow_clear(s->judge->flows, s->flow);
}

bool segment_is_wary(const struct segment *s)
{
	struct flow_table *t = s->judge->flows;
	struct flow *f = flow_find(t, s->packet);

	while (f && !f->wary)
		f = flow_another(t, f);
	return f || flow_relic(t, s->packet) != FLOW_FORGOTTEN;
}

enum verdict segment_put_off(const struct segment *s)
{
	return segment_is_wary(s) && judge_holds_back(s->judge) ?
	       VERDICT_DROP : VERDICT_MORE;
}

enum verdict segment_put_off_part(struct segment *s)
{
	if (s->flow->torn)
		return ruling_react(s->judge, s->packet, REASON_OVERLONG);
	return s->flow->wary && judge_holds_back(s->judge) ? VERDICT_DROP :
							     VERDICT_MORE;
}

void segment_identify(const struct segment *s, struct span id)
{
	struct flow *f = s->flow;
	enum flow_relic relic = flow_relic_of(s->judge->flows, s->packet, id);

	f->id_len = (uint8_t)id.len;
	memcpy(f->id, id.p, id.len);
	f->wary = relic != FLOW_FORGOTTEN;
	f->torn = f->wary && relic != FLOW_RELIC_UNSURE;
}

/* A capture does not tell of handshakes. */
void segment_begin(struct segment *s)
{
	enum standing standing = s->judge->standing;
	bool opened = standing == STANDING_NEW || standing == STANDING_UNTOLD;

	s->flow = flow_new(s->judge->flows, s->packet,
			   opened ? OWNER_OPENED : OWNER_LOOSE);
	s->flow->astray = standing == STANDING_ASTRAY;
	s->flow->unsure = s->flow->whole = standing == STANDING_NEW;
}

void segment_drop(struct segment *s)
{
	flow_drop(s->judge->flows, s->flow);
	s->flow = NULL;
}
