/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The beginnings of messages in a client's stream. */

#include <netinet/in.h>

#include "nfq/inspect/http.h"
#include "nfq/inspect/proxy.h"
#include "nfq/inspect/tls.h"
#include "nfq/judge/ruling.h"
#include "nfq/judge/seek.h"

enum inspect_result seek_probe(struct judge *j, const struct packet *p,
			       const uint8_t *data, size_t len,
			       const struct inspector **by)
{
	bool elsewhere = j->rules->config.dns_other_ports != OTHER_PASS;

	for (size_t i = 0; i < ninspectors; i++) {
		enum inspect_result r;

		*by = &inspectors[i];
		if (!inspector_serves(*by, IPPROTO_TCP, p->dport, elsewhere))
			continue;
		r = (*by)->inspect(data, len, &j->finding);
		if (r != INSPECT_FOREIGN)
			return r;
	}
	return INSPECT_FOREIGN;
}

/* Reads at `seq`, behind the start. True if a message begins there for sure:
 * its name is there, or enough of it. */
static bool begins_at(struct judge *j, struct flow *f,
		      const struct packet *p, uint32_t seq,
		      const struct inspector **by, enum inspect_result *r)
{
	const struct finding *m = &j->finding;
	size_t len = stream_read(&f->stream, flow_pool(j->flows), seq,
				 j->stream);

	*r = seek_probe(j, p, j->stream, len, by);
	if (*r == INSPECT_MORE)
		return m->protocol == PROTO_TLS ? len >= 6 : m->method.len > 0;
	return *r == INSPECT_FOUND || *r == INSPECT_NONE;
}

/*
 * The message may begin behind the lowest byte: a client can send bytes that
 * its server has no use for (an old one, to keep the connection alive), and
 * what stands in them says nothing. So what may be a beginning at the border
 * of a segment is read too, the lowest that is one.
 */
static bool begins_at_border(struct judge *j, struct flow *f,
			     const struct packet *p,
			     const struct inspector **by,
			     enum inspect_result *r)
{
	if (f->has_later && begins_at(j, f, p, f->later, by, r))
		return true;
	f->has_later = f->has_later && *r == INSPECT_MORE;
	if ((int32_t)(p->seq - f->start) <= 0 && !f->settled)
		return false;
	if (begins_at(j, f, p, p->seq, by, r)) {
		f->later = p->seq;
		f->has_later = *r == INSPECT_MORE;
		return true;
	}
	if (*r == INSPECT_MORE &&
	    (!f->has_later || (int32_t)(p->seq - f->later) < 0)) {
		f->later = p->seq;
		f->has_later = true;
	}
	return false;
}

/* Some clients do not wait for their server before the message, or segments
 * were merged on the way: it begins behind a PROXY header, or where the first
 * bytes of a ClientHello stand. */
static bool begins_within(struct judge *j, struct flow *f,
			  const struct packet *p, const struct inspector **by,
			  enum inspect_result *r)
{
	size_t len = stream_read(&f->stream, flow_pool(j->flows), f->start,
				 j->stream);
	size_t at = proxy_header(j->stream, len);

	if (at == 0)
		at = tls_find(j->stream, len);
	if (at == 0 || at >= len)
		return false;
	if (!begins_at(j, f, p, f->start + (uint32_t)at, by, r))
		return false;
	f->later = f->start + (uint32_t)at;
	return true;
}

bool seek_behind(struct judge *j, struct flow *f, const struct packet *p,
		 const struct inspector **by, enum inspect_result *r)
{
	if (f->inspector || (!begins_at_border(j, f, p, by, r) &&
			     !begins_within(j, f, p, by, r)))
		return false;
	f->start = f->floor = f->later;
	f->floored = true;
	f->has_later = false;
	stream_forget(&f->stream, flow_pool(j->flows), f->start);
	return true;
}

bool seek_blocked(struct judge *j, struct flow *f, const struct packet *p,
		  const struct inspector **by)
{
	enum inspect_result r = INSPECT_FOREIGN;

	return (!f->inspector || f->settled) &&
	       begins_at_border(j, f, p, by, &r) && ruling_blocks(j, p);
}

bool seek_smuggled(struct judge *j, struct flow *f, const struct packet *p)
{
	size_t len = stream_read(&f->stream, flow_pool(j->flows), f->start,
				 j->stream);
	const uint8_t *at = j->stream, *end = at + len;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (at == end)
			break;
		if (http_inspect(at, (size_t)(end - at), &j->finding) !=
		    INSPECT_FOREIGN && ruling_blocks(j, p))
			return true;
	}
	return false;
}
