/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges QUIC connections: start at handshake_judge(), near the end. */

#include "nfq/inspect/tls.h"
#include "nfq/judge/handshake.h"
#include "nfq/judge/ruling.h"

enum {
	DATAGRAMS_MAX = 64,	/* without a whole hello */
	OTHERS_MAX = 4,		/* before the first Initial */
	QUIC_PORT = 443,
	CRYPTO_MAX = 40 * 1024,	/* bytes of a handshake that are kept */
};

/* --- what is known of a connection ----------------------------------- */

/* With the first Initial that opens, and with another's: the stream
 * begins with the handshake's first byte. */
static void begin(const struct segment *s)
{
	segment_clear(s);
	stream_init(&s->flow->stream, 0);
	s->flow->state = FLOW_SEEKING;
}

/* The end of looking. A blocked or passed flow is kept only where its later
 * packets come here too, which must not look like something unknown; in strict
 * mode with the hello, since it may be a decoy and the real one comes later. */
static enum verdict decided(struct segment *s, enum verdict v)
{
	bool strict = judge_is_strict(s->judge);

	if (!s->judge->keep_quic && !strict) {
		segment_drop(s);
		return v;
	}
	s->flow->state = v == VERDICT_BLOCK_FLOW ? FLOW_BLOCKED : FLOW_PASSED;
	if (s->flow->state == FLOW_BLOCKED || !strict)
		segment_clear(s);
	return v;
}

static enum verdict react(struct segment *s, enum reason reason)
{
	return decided(s, ruling_react(s->judge, s->packet, reason));
}

/* --- Initial packets ------------------------------------------------- */

/*
 * The client's keys come from the connection id that it first chose for the
 * server, or that a Retry made it choose, and stay while the id changes. So
 * those known are tried first; a packet that opens with its own id begins
 * anew.
 */
static bool open_initial(struct segment *s, const struct quic_packet *q,
			 struct span *payload)
{
	struct judge *j = s->judge;
	struct flow *f = s->flow;
	struct quic_keys own;

	if (f->has_keys &&
	    quic_open(&j->opener, &f->keys, q, j->stream, payload))
		return true;
	quic_keys_derive(q->version, q->dcid, &own);
	if (!quic_open(&j->opener, &own, q, j->stream, payload))
		return false;
	begin(s);
	f->keys = own;
	f->has_keys = true;
	return true;
}

/* Puts the pieces of the hello in place, up to the first that does not fit
 * or, in strict mode, contradicts what is there (RFC 9000 2.2: what is sent
 * again is the same). */
static enum stream_result place_crypto(struct segment *s, struct span payload,
				       uint32_t version)
{
	struct cursor c = cursor_over(payload.p, payload.len);
	struct quic_crypto piece;
	enum stream_result r;

	while (quic_next_crypto(&c, version, &piece)) {
		if (piece.offset >= CRYPTO_MAX)
			return STREAM_FULL;
		r = segment_place(s, (uint32_t)piece.offset, piece.data);
		if (r == STREAM_FULL || r == STREAM_CROWDED)
			return STREAM_FULL;
		if (r == STREAM_CONFLICT && judge_is_strict(s->judge))
			return r;
	}
	return STREAM_PLACED;
}

/* Puts what an Initial carries in place. False if `v` is the verdict. */
static bool take_initial(struct segment *s, struct span payload,
			 uint32_t version, enum verdict *v)
{
	bool passed = s->flow->state == FLOW_PASSED;
	enum stream_result r = STREAM_PLACED;

	if (!passed || judge_is_strict(s->judge))
		r = place_crypto(s, payload, version);
	if (r == STREAM_CONFLICT)
		*v = react(s, REASON_EVASION);
	else if (r == STREAM_FULL && !passed)
		*v = react(s, REASON_UNKNOWN);
	else
		return true;
	return false;
}

/* Reads the hello as far as it is there. */
static enum verdict read_hello(struct segment *s, uint32_t version)
{
	struct judge *j = s->judge;
	size_t len = segment_read(s, 0);

	finding_clear(&j->finding, PROTO_QUIC);
	j->finding.quic.version = version;
	switch (tls_inspect_hello(j->stream, len, true, &j->finding)) {
	case INSPECT_FOUND:
	case INSPECT_NONE:
		return decided(s, ruling_finding(j, s->packet, s->by));
	case INSPECT_MORE:
		return VERDICT_MORE;
	case INSPECT_FOREIGN:
	case INSPECT_BAD:
	case INSPECT_LOST:
		break;
	}
	j->stats.bad++;
	return react(s, REASON_UNKNOWN);
}

/* --- datagrams ------------------------------------------------------- */

/* Of a datagram without an Initial that could be opened. */
static enum verdict judge_unopened(struct segment *s, enum quic_type type)
{
	enum reaction version = s->judge->rules->config.quic_version;
	const struct flow *f = s->flow;

	if (f->state == FLOW_PASSED)
		return VERDICT_PASS_FLOW;
	/* The server may answer with the versions it has. */
	if (type == QUIC_UNKNOWN_VERSION &&
	    (version == REACT_BLOCK || f->segments >= OTHERS_MAX))
		return react(s, REASON_QUIC_VERSION);
	/* 0-RTT may overtake the Initial, and one may be damaged. */
	if (!f->has_keys && f->segments >= OTHERS_MAX)
		return react(s, REASON_QUIC_NO_INITIAL);
	return VERDICT_MORE;
}

/* All packets that share the datagram (RFC 9000 12.2). */
static enum verdict judge_datagram(struct segment *s)
{
	struct cursor c = cursor_over(s->packet->payload.p,
				      s->packet->payload.len);
	enum quic_type other = QUIC_NO_LONG;
	struct flow *f = s->flow;
	bool opened = false;
	uint32_t version = 0;
	enum verdict v;

	while (c.left) {
		struct quic_packet q = quic_next(&c);
		struct span payload;

		if (q.type == QUIC_NO_LONG)
			break;
		if (q.type != QUIC_INITIAL || q.bytes.len > STREAM_MAX ||
		    !open_initial(s, &q, &payload)) {
			other = q.type;
			continue;
		}
		opened = true;
		version = q.version;
		if (!take_initial(s, payload, version, &v))
			return v;
	}
	if (++f->segments > DATAGRAMS_MAX && f->state != FLOW_PASSED)
		return react(s, REASON_UNKNOWN);
	if (!opened || f->state == FLOW_PASSED)
		return judge_unopened(s, other);
	return read_hello(s, version);
}

enum verdict handshake_judge(struct segment *s)
{
	struct flow_table *t = s->judge->flows;

	s->flow = flow_find(t, s->packet);
	if (!s->flow)
		s->flow = flow_new(t, s->packet, OWNER_LOOSE);
	if (s->flow->state == FLOW_BLOCKED)
		return VERDICT_BLOCK_FLOW;
	return judge_datagram(s);
}

enum verdict handshake_judge_other(struct segment *s)
{
	struct flow *f = flow_find(s->judge->flows, s->packet);

	s->flow = f;
	if (f && f->state == FLOW_BLOCKED)
		return VERDICT_BLOCK_FLOW;
	if (f && f->state == FLOW_PASSED)
		return VERDICT_PASS_FLOW;
	if (f && ++f->segments <= OTHERS_MAX)
		return VERDICT_MORE;
	if (f)
		return react(s, REASON_QUIC_NO_INITIAL);
	if (s->packet->dport != QUIC_PORT)
		return VERDICT_PASS_ONCE;
	return ruling_react(s->judge, s->packet, REASON_QUIC_NO_INITIAL);
}
