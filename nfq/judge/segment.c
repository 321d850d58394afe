/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments and the streams that they are put in. */

#include "nfq/judge/segment.h"

static struct chunk_pool *pool_of(const struct segment *s)
{
	return flow_pool(s->judge->flows);
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
	return stream_place(&s->flow->stream, pool_of(s), seq, data);
}

size_t segment_read(const struct segment *s, uint32_t seq)
{
	return stream_read(&s->flow->stream, pool_of(s), seq,
			   s->judge->stream);
}

void segment_forget(const struct segment *s, uint32_t seq)
{
	stream_forget(&s->flow->stream, pool_of(s), seq);
}

void segment_clear(const struct segment *s)
{
	stream_clear(&s->flow->stream, pool_of(s));
}

void segment_drop(struct segment *s)
{
	flow_drop(s->judge->flows, s->flow);
	s->flow = NULL;
}
