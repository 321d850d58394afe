/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments, their inspectors and the streams that they are put in. */

#include <netinet/in.h>

#include "nfq/judge/segment.h"

enum inspect_result segment_inspect(struct segment *s, const uint8_t *data,
				    size_t len)
{
	struct judge *j = s->judge;
	const struct inspector *const *by =
		s->packet->transport == IPPROTO_TCP ? j->tcp : j->udp;

	for (; *by; by++) {
		enum inspect_result r;

		if (!inspector_serves(*by, s->packet->dport,
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

uint32_t segment_end(const struct segment *s)
{
	const struct packet *p = s->packet;

	return p->seq + (uint32_t)p->payload.len + p->beyond;
}

enum stream_result segment_place(const struct segment *s, uint32_t seq,
				 struct span data)
{
	flow_make_room(s->judge->flows);
	return stream_place(&s->flow->stream, s->judge->pool, seq, data);
}

size_t segment_read(const struct segment *s, uint32_t seq)
{
	struct judge *j = s->judge;

	return stream_read(&s->flow->stream, j->pool, seq, j->stream);
}

void segment_forget(const struct segment *s, uint32_t seq)
{
	stream_forget(&s->flow->stream, s->judge->pool, seq);
}

void segment_clear(const struct segment *s)
{
	stream_clear(&s->flow->stream, s->judge->pool);
}

void segment_drop(struct segment *s)
{
	flow_drop(s->judge->flows, s->flow);
	s->flow = NULL;
}
