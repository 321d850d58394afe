/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges QUIC connections: start at handshake_judge(), near the end. */

#include <string.h>

#include "nfq/inspect/tls.h"
#include "nfq/judge/handshake.h"
#include "nfq/judge/ruling.h"

enum {
	CONNECTIONS_MAX = 8,	/* on the same ports, as far as they are kept */
	DATAGRAMS_MAX = 64,	/* without a whole hello */
	OTHERS_MAX = 4,		/* before the first Initial */
	QUIC_PORT = 443,
	CRYPTO_MAX = 40 * 1024,	/* bytes of a handshake that are kept */
};

/* --- connections on the same ports ----------------------------------- */

/* Of what is QUIC's. */
static struct flow *find(const struct segment *s, enum flow_state state,
			 bool has_keys)
{
	struct flow_table *t = s->judge->flows;
	struct flow *f = flow_find(t, s->packet);

	while (f && (f->state != state || f->has_keys != has_keys ||
		     f->inspector))
		f = flow_another(t, f);
	return f;
}

/* One more. Of too many the oldest gives way, of those that are judged if there
 * are any. */
static struct flow *add(struct segment *s)
{
	struct flow_table *t = s->judge->flows;
	struct flow *f = flow_find(t, s->packet), *judged = NULL, *last = NULL;
	unsigned n = 0;

	for (; f; f = flow_another(t, f), n++) {
		last = f;
		if (f->state == FLOW_PASSED)
			judged = f;
	}
	if (n >= CONNECTIONS_MAX)
		flow_give_way(t, judged ? judged : last);
	return flow_new(t, s->packet, OWNER_LOOSE);
}

/* A connection begins, with the keys of the id that its client chose for the
 * server, or that a Retry made it choose. */
static void begin(struct segment *s, const struct quic_packet *q,
		  const struct quic_keys *keys)
{
	struct flow *f = find(s, FLOW_SEEKING, false);

	if (!f)
		f = add(s);
	stream_init(&f->stream, 0);
	f->start = 0;
	f->segments = 0;
	f->keys = *keys;
	f->version = q->version;
	f->has_keys = true;
	s->flow = f;
	segment_identify(s, q->dcid);
}

static struct span id_of(const struct flow *f)
{
	return (struct span) { f->id, f->id_len };
}

static enum reaction reaction_to(const struct segment *s, enum reason reason)
{
	return reason_reaction(reason, &s->judge->rules->config);
}

/* Packets of judged connections come here too, and are to be known. */
static bool keeps_all(const struct segment *s)
{
	return s->judge->keep_quic || judge_is_strict(s->judge) ||
	       reaction_to(s, REASON_QUIC_NO_INITIAL) == REACT_BLOCK;
}

/* The end of looking. What follows of a decided connection comes here too: a
 * part of its hello again, another, in strict mode a decoy's true one. A
 * blocked hello that came in one datagram has no parts. */
static enum verdict decided(struct segment *s, enum verdict v)
{
	bool block = v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE;
	struct flow *f = s->flow;

	if (!keeps_all(s) && (!f->has_keys ||
			      (block && f->segments <= 1 && !f->wary))) {
		segment_drop(s);
		return v;
	}
	f->state = block ? FLOW_BLOCKED : FLOW_PASSED;
	if (block)
		segment_clear(s);
	return v;
}

static enum verdict react(struct segment *s, enum reason reason)
{
	return decided(s, ruling_react(s->judge, s->packet, reason));
}

/* The same of a datagram that anybody can make up: what is refused is that one,
 * and nothing need be known of it. */
static enum verdict react_alone(struct segment *s, enum reason reason)
{
	enum verdict v;

	s->judge->alone = true;
	v = ruling_react(s->judge, s->packet, reason);
	return v == VERDICT_REFUSE_ONCE ? v : decided(s, v);
}

static bool is_same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* --- Initial packets ------------------------------------------------- */

/* A connection keeps its keys while its ids change; where it goes on in another
 * version (RFC 9368 2.3), it has those of its first id in that. */
static bool opens(struct segment *s, const struct flow *f,
		  const struct quic_packet *q, struct span *payload)
{
	struct judge *j = s->judge;
	struct quic_keys keys = f->keys;

	if (q->version != f->version)
		quic_keys_derive(q->version, id_of(f), &keys);
	return quic_open(&j->opener, &keys, q, j->stream, payload);
}

/* One that is known, of the same version or of another. A server that lacks the
 * first version asks for another (RFC 9000 6.2), in which the client begins
 * anew, perhaps with the same id. */
static bool opens_known(struct segment *s, const struct quic_packet *q,
			bool same, struct span *payload)
{
	struct flow_table *t = s->judge->flows;
	struct flow *f = flow_find(t, s->packet);

	while (f && !(f->has_keys && (f->version == q->version) == same &&
		      (same || !is_same(q->dcid, id_of(f))) &&
		      opens(s, f, q, payload)))
		f = flow_another(t, f);
	s->flow = f;
	return f;
}

/* Finds the connection of an Initial: one that is known, or one that begins,
 * which is what opens with its own id. That may be another than the datagram's
 * first packet has (RFC 9000 12.2), but of a known connection, whose server has
 * given it one more: not every server throws it away then. False: neither. */
static bool open_initial(struct segment *s, const struct quic_packet *q,
			 struct span first, struct span *payload)
{
	struct judge *j = s->judge;
	struct quic_keys own;

	if (opens_known(s, q, true, payload) ||
	    opens_known(s, q, false, payload))
		return true;
	if (!is_same(q->dcid, first))
		return false;
	quic_keys_derive(q->version, q->dcid, &own);
	if (!quic_open(&j->opener, &own, q, j->stream, payload))
		return false;
	begin(s, q, &own);
	return true;
}

/* Where nothing is held back the first copy is read. */
static bool minds_conflicts(const struct judge *j)
{
	return judge_is_strict(j) || judge_holds_back(j);
}

/* Puts the pieces of the hello in place, up to the first that does not fit or
 * contradicts what is there (RFC 9000 2.2: what is sent again is the same, and
 * a server may take either). */
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
		if (r == STREAM_CONFLICT && minds_conflicts(s->judge))
			return r;
	}
	return STREAM_PLACED;
}

/* Puts what an Initial carries in place. False if `v` is the verdict. */
static bool take_initial(struct segment *s, struct span payload,
			 uint32_t version, enum verdict *v)
{
	enum stream_result r;

	*v = VERDICT_REFUSE_ONCE;
	if (s->flow->state == FLOW_BLOCKED)
		return false;
	r = place_crypto(s, payload, version);
	if (r == STREAM_CONFLICT)
		*v = react(s, REASON_EVASION);
	else if (r == STREAM_FULL)
		*v = react(s, REASON_OVERLONG);
	else
		return true;
	return false;
}

/* Where its server asks for another (RFC 8446 4.1.4), that stands behind it.
 * What was judged is kept, so that nothing else can come in its place. */
static enum verdict end_hello(struct segment *s, size_t len)
{
	s->flow->start += (uint32_t)tls_hello_length(s->judge->stream, len);
	return decided(s, ruling_finding(s->judge, s->packet, s->by));
}

/* Reads the hello as far as it is there. */
static enum verdict read_hello(struct segment *s, uint32_t version)
{
	struct judge *j = s->judge;
	size_t len = segment_read(s, s->flow->start);

	finding_clear(&j->finding, PROTO_QUIC);
	j->finding.quic.version = version;
	switch (tls_inspect_hello(j->stream, len, true, &j->finding)) {
	case INSPECT_FOUND:
	case INSPECT_NONE:
		return end_hello(s, len);
	case INSPECT_MORE:
		if (len == STREAM_MAX)
			return react(s, REASON_OVERLONG);
		return segment_put_off_part(s);
	case INSPECT_FOREIGN:
	case INSPECT_BAD:
	case INSPECT_LOST:
		break;
	}
	j->stats.bad++;
	return react(s, j->finding.hides ? REASON_OVERLONG : REASON_UNKNOWN);
}

/* --- datagrams ------------------------------------------------------- */

/* Of a datagram without an Initial, where something was decided before about
 * what has the same ends. */
static bool is_decided(struct segment *s, enum verdict *v)
{
	if (find(s, FLOW_PASSED, true) || find(s, FLOW_PASSED, false))
		*v = VERDICT_PASS_FLOW;
	else if (find(s, FLOW_BLOCKED, false))
		*v = VERDICT_BLOCK_FLOW;
	else if (find(s, FLOW_BLOCKED, true) && !find(s, FLOW_SEEKING, true))
		*v = VERDICT_REFUSE_ONCE;
	else
		return false;
	return true;
}

/* Without a packet that could be opened. */
static enum verdict judge_unopened(struct segment *s, enum quic_type type)
{
	enum reaction version = reaction_to(s, REASON_QUIC_VERSION);
	enum verdict v;
	struct flow *f;

	/* An Initial that opens with no keys changes nothing. */
	if (type == QUIC_INITIAL)
		return segment_put_off(s);
	if (type != QUIC_UNKNOWN_VERSION) {
		if (is_decided(s, &v))
			return v;
		if (find(s, FLOW_SEEKING, true))
			return VERDICT_MORE;
	}
	f = find(s, FLOW_SEEKING, false);
	if (!f)
		f = add(s);
	s->flow = f;
	f->segments++;
	/* The server may answer with the versions it has. */
	if (type == QUIC_UNKNOWN_VERSION &&
	    (version == REACT_BLOCK || f->segments >= OTHERS_MAX))
		return react_alone(s, REASON_QUIC_VERSION);
	/* 0-RTT may overtake the Initial. */
	if (f->segments >= OTHERS_MAX)
		return react_alone(s, REASON_QUIC_NO_INITIAL);
	return VERDICT_MORE;
}

static enum verdict judge_opened(struct segment *s, uint32_t version)
{
	struct flow *f = s->flow;

	if (f->state == FLOW_PASSED &&
	    stream_end_from(&f->stream, f->start) == f->start)
		return VERDICT_PASS_FLOW;
	if (++f->segments > DATAGRAMS_MAX)
		return react(s, REASON_OVERLONG);
	return read_hello(s, version);
}

/* An Initial of a size that no client makes. */
static enum verdict judge_huge(struct segment *s)
{
	s->judge->alone = true;
	return ruling_react(s->judge, s->packet, REASON_OVERLONG);
}

static bool is_refusal(enum verdict v)
{
	return v == VERDICT_REFUSE_ONCE || v == VERDICT_BLOCK_FLOW ||
	       v == VERDICT_DROP;
}

/* Of the packets that share a datagram. */
struct shared {
	struct span id;			/* which the first has */
	struct flow *last;		/* that of the last which opened */
};

/* Takes an Initial if it opens. Where the one before it was of another
 * connection that is judged first, for both are read in one place. False if
 * `v` is the verdict. */
static bool take_shared(struct segment *s, const struct quic_packet *q,
			struct shared *d, enum verdict *v)
{
	struct span payload;
	struct flow *now;

	if (!open_initial(s, q, d->id, &payload))
		return true;
	s->judge->alone = true;
	now = s->flow;
	if (d->last && d->last != now) {
		s->flow = d->last;
		*v = judge_opened(s, q->version);
		if (is_refusal(*v))
			return false;
		s->flow = now;
		if (!open_initial(s, q, d->id, &payload))
			return true;
	}
	d->last = now;
	return take_initial(s, payload, q->version, v);
}

/* All packets that share the datagram. */
enum verdict handshake_judge(struct segment *s)
{
	struct cursor c = cursor_over(s->packet->payload.p,
				      s->packet->payload.len);
	struct quic_packet q = quic_next(&c);
	struct shared d = { .id = q.dcid };
	enum quic_type other = q.type;
	uint32_t version = 0;
	enum verdict v;

	for (; q.type != QUIC_NO_LONG; q = quic_next(&c)) {
		if (q.type != QUIC_INITIAL)
			continue;
		if (is_same(q.dcid, d.id))
			other = q.type;
		if (q.bytes.len > STREAM_MAX)
			return judge_huge(s);
		version = q.version;
		if (!take_shared(s, &q, &d, &v))
			return v;
	}
	s->flow = d.last;
	return d.last ? judge_opened(s, version) : judge_unopened(s, other);
}

enum verdict handshake_judge_other(struct segment *s)
{
	enum verdict v;

	if (is_decided(s, &v))
		return v;
	s->flow = find(s, FLOW_SEEKING, false);
	if (s->flow && ++s->flow->segments <= OTHERS_MAX)
		return VERDICT_MORE;
	if (s->flow)
		return react_alone(s, REASON_QUIC_NO_INITIAL);
	if (s->packet->dport != QUIC_PORT)
		return VERDICT_PASS_ONCE;
	s->judge->alone = flow_find(s->judge->flows, s->packet);
	return ruling_react(s->judge, s->packet, REASON_QUIC_NO_INITIAL);
}
