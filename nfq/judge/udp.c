/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges what clients send over UDP: DNS questions where they lie, and QUIC
 * connections, whose hello may be spread over several Initial packets in any
 * order. Those get a flow, in whose stream the pieces are put in place.
 */

#include <netinet/in.h>

#include "nfq/inspect/tls.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/udp.h"

enum {
	QUIC_DATAGRAMS_MAX = 64,	/* without a whole hello */
	QUIC_OTHERS_MAX = 4,		/* before the first Initial */
};

/* --- QUIC ------------------------------------------------------------ */

/* The stream's window begins with the handshake's first byte. */
static void begin_handshake(struct judge *j, struct flow *f)
{
	stream_clear(&f->stream, flow_pool(j->flows));
	stream_init(&f->stream, STREAM_WINDOW / 2);
}

/*
 * The client's keys come from the connection id that it first chose for the
 * server, or that a Retry made it choose, and stay while the id changes. So
 * those known are tried first; a packet that opens with its own id begins
 * anew.
 */
static bool open_initial(struct judge *j, struct flow *f,
			 const struct quic_packet *q, struct span *payload)
{
	struct quic_keys own;

	if (f->has_keys &&
	    quic_open(&j->opener, &f->keys, q, j->stream, payload))
		return true;
	quic_keys_derive(q->version, q->dcid, &own);
	if (!quic_open(&j->opener, &own, q, j->stream, payload))
		return false;
	begin_handshake(j, f);
	f->keys = own;
	f->has_keys = true;
	f->passed = false;
	return true;
}

/* Puts the pieces of the hello in place, up to the first that does not fit
 * or, in strict mode, contradicts what is there (RFC 9000 2.2: what is sent
 * again is the same). */
static enum stream_result place_crypto(struct judge *j, struct flow *f,
				       struct span payload)
{
	struct cursor c = cursor_over(payload.p, payload.len);
	struct quic_crypto piece;
	enum stream_result r;

	while (quic_next_crypto(&c, &piece)) {
		if (piece.offset >= STREAM_WINDOW)
			return STREAM_FULL;
		flow_make_room(j->flows);
		r = stream_place(&f->stream, flow_pool(j->flows),
				 (uint32_t)piece.offset, piece.data);
		if (r == STREAM_FULL || r == STREAM_CROWDED)
			return STREAM_FULL;
		if (r == STREAM_CONFLICT && j->rules->config.strict)
			return r;
	}
	return STREAM_PLACED;
}

/* The end of looking. A blocked or passed flow is kept only where its later
 * packets come here too, which must not look like something unknown; in strict
 * mode with the hello, since it may be a decoy and the real one comes later. */
static enum verdict quic_decided(struct judge *j, struct flow *f,
				 enum verdict v)
{
	if (!j->keep_quic && !j->rules->config.strict) {
		flow_drop(j->flows, f);
		return v;
	}
	f->passed = v != VERDICT_BLOCK_FLOW;
	f->blocked = !f->passed;
	if (f->blocked || !j->rules->config.strict)
		stream_clear(&f->stream, flow_pool(j->flows));
	return v;
}

static enum verdict quic_react(struct judge *j, struct flow *f,
			       const struct packet *p, enum reason reason)
{
	const struct config *c = &j->rules->config;
	enum reaction reaction =
		reason == REASON_QUIC_VERSION ? c->quic_version :
		reason == REASON_QUIC_NO_INITIAL ? c->quic_no_initial :
		c->unknown;

	return quic_decided(j, f, ruling_react(j, p, reason,
					       reaction));
}

/* Puts what an Initial carries in place. False if `v` is the verdict. */
static bool take_initial(struct judge *j, struct flow *f,
			 const struct packet *p, struct span payload,
			 enum verdict *v)
{
	enum stream_result r = STREAM_PLACED;

	if (!f->passed || j->rules->config.strict)
		r = place_crypto(j, f, payload);
	if (r == STREAM_CONFLICT)
		*v = quic_decided(j, f, ruling_react(j, p, REASON_EVASION,
						     REACT_BLOCK));
	else if (r == STREAM_FULL && !f->passed)
		*v = quic_react(j, f, p, REASON_UNKNOWN);
	else
		return true;
	return false;
}

/* Reads the hello as far as it is there. */
static enum verdict read_hello(struct judge *j, struct flow *f,
			       const struct packet *p, uint32_t version)
{
	size_t len = stream_read(&f->stream, flow_pool(j->flows), 0,
				 j->stream);

	finding_clear(&j->finding, PROTO_QUIC);
	j->finding.quic.version = version;
	switch (tls_inspect_hello(j->stream, len, true, &j->finding)) {
	case INSPECT_FOUND:
	case INSPECT_NONE:
		return quic_decided(j, f, ruling_finding(j, p,
							 f->inspector));
	case INSPECT_MORE:
		return VERDICT_MORE;
	case INSPECT_FOREIGN:
	case INSPECT_BAD:
		break;
	}
	j->stats.bad++;
	return quic_react(j, f, p, REASON_UNKNOWN);
}

/* Of a datagram without an Initial that could be opened. */
static enum verdict judge_other(struct judge *j, struct flow *f,
				const struct packet *p, enum quic_type type)
{
	if (f->passed)
		return VERDICT_PASS_FLOW;
	/* The server may answer with the versions it has. */
	if (type == QUIC_UNKNOWN_VERSION &&
	    (j->rules->config.quic_version == REACT_BLOCK ||
	     f->segments >= QUIC_OTHERS_MAX))
		return quic_react(j, f, p, REASON_QUIC_VERSION);
	/* 0-RTT may overtake the Initial, and one may be damaged. */
	if (!f->has_keys && f->segments >= QUIC_OTHERS_MAX)
		return quic_react(j, f, p, REASON_QUIC_NO_INITIAL);
	return VERDICT_MORE;
}

/* All packets that share the datagram (RFC 9000 12.2). */
static enum verdict judge_quic(struct judge *j, struct flow *f,
			       const struct packet *p)
{
	struct cursor c = cursor_over(p->payload.p, p->payload.len);
	enum quic_type other = QUIC_NO_LONG;
	bool opened = false;
	uint32_t version = 0;
	enum verdict v;

	while (c.left) {
		struct quic_packet q = quic_next(&c);
		struct span payload;

		if (q.type == QUIC_NO_LONG)
			break;
		if (q.type != QUIC_INITIAL ||
		    q.bytes.len > sizeof(j->stream) ||
		    !open_initial(j, f, &q, &payload)) {
			other = q.type;
			continue;
		}
		opened = true;
		version = q.version;
		if (!take_initial(j, f, p, payload, &v))
			return v;
	}
	if (++f->segments > QUIC_DATAGRAMS_MAX && !f->passed)
		return quic_react(j, f, p, REASON_UNKNOWN);
	if (!opened || f->passed)
		return judge_other(j, f, p, other);
	return read_hello(j, f, p, version);
}

static enum verdict quic_judge(struct judge *j, const struct packet *p,
			       const struct inspector *by)
{
	struct flow *f = flow_find(j->flows, p);

	if (!f) {
		f = flow_new(j->flows, p);
		f->inspector = by;
		begin_handshake(j, f);
	}
	if (f->blocked)
		return VERDICT_BLOCK_FLOW;
	return judge_quic(j, f, p);
}

/* --- all of UDP ------------------------------------------------------ */

static enum verdict bad_datagram(struct judge *j, const struct packet *p,
				 const struct inspector *by)
{
	enum verdict v = VERDICT_PASS_ONCE;

	j->stats.bad++;
	if (j->finding.nnames > 0)
		v = ruling_finding(j, p, by);
	if (v != VERDICT_PASS_ONCE || !ruling_refuses_unread(j))
		return v;
	j->finding.nnames = 0;		/* none of them is the reason */
	return VERDICT_REFUSE_ONCE;
}

/* On QUIC's port a datagram that is no long header belongs to a connection
 * whose Initial has passed already, or never came by. */
static enum verdict other_datagram(struct judge *j, const struct packet *p)
{
	struct flow *f = flow_find(j->flows, p);

	if (f && f->blocked)
		return VERDICT_BLOCK_FLOW;
	if (f && f->passed)
		return VERDICT_PASS_FLOW;
	if (f && ++f->segments <= QUIC_OTHERS_MAX)
		return VERDICT_MORE;
	if (f)
		return quic_react(j, f, p, REASON_QUIC_NO_INITIAL);
	if (p->dport != 443)
		return VERDICT_PASS_ONCE;
	return ruling_react(j, p, REASON_QUIC_NO_INITIAL,
			    j->rules->config.quic_no_initial);
}

enum verdict udp_judge(struct judge *j, const struct packet *p)
{
	bool elsewhere = j->rules->config.dns_other_ports != OTHER_PASS;

	for (size_t i = 0; i < ninspectors; i++) {
		const struct inspector *by = &inspectors[i];

		if (!inspector_serves(by, IPPROTO_UDP, p->dport, elsewhere))
			continue;
		switch (by->inspect(p->payload.p, p->payload.len,
				    &j->finding)) {
		case INSPECT_FOUND:
		case INSPECT_NONE:
			return ruling_finding(j, p, by);
		case INSPECT_BAD:
			return bad_datagram(j, p, by);
		case INSPECT_MORE:
			return quic_judge(j, p, by);
		case INSPECT_FOREIGN:
			break;
		}
	}
	return other_datagram(j, p);
}
