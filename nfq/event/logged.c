/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From NFLOG packets to events. */

#include <string.h>

#include "nfq/event/logged.h"
#include "ruleset/policy/ports.h"

/* What is the same of all. `turned`: the packet goes to the client. */
static void begin(struct event *e, const struct rules *rules,
		  const struct nflog_packet *n, const struct packet *p,
		  bool turned, const struct timespec *now)
{
	*e = (struct event) {
		.rules = rules, .time = *now, .in_kernel = true,
		.src = p->src, .dst = p->dst, .sport = p->sport,
		.dport = p->dport, .transport = p->transport,
		.iif = turned ? n->oif : n->iif,
		.has_mac = n->has_mac && !turned,
	};
	e->outgoing = e->iif == 0;
	memcpy(e->mac, n->mac, sizeof(e->mac));
}

static struct decision explain(const struct rules *rules,
			       const struct nflog_packet *n,
			       const struct packet *p, bool *by_port)
{
	const struct ports_packet to = {
		.dst = p->dst, .transport = p->transport, .port = p->dport,
	};

	return ports_explain(rules->policy, n->vendor, &to, by_port);
}

/* It was let through by an exception: by which one? */
static void note_exception(struct event *e, const struct rules *rules,
			   const struct decision *d)
{
	const struct originator c = { &e->src, e->has_mac ? e->mac : NULL };
	const struct restricted r = rules_restricted(rules, d);

	e->exception = (uint16_t)exceptions_find(&rules->exceptions, &c, &r);
	if (e->exception)
		e->effect = EFFECT_EXCEPT;
}

/* What was done then, though by now the rule may be another. */
static enum effect effect_of(const struct nflog_packet *n,
			     const struct decision *d)
{
	if (n->kind == NFLOG_BLOCK)
		return EFFECT_BLOCK;
	if (n->kind == NFLOG_INBOUND)
		return EFFECT_LOG;
	return d->effect == EFFECT_BLOCK ? EFFECT_OBSERVE : d->effect;
}

/* Where the kernel first sees a connection in the middle, at an answer, the
 * client is who gets it. */
bool logged_decision(struct event *e, const struct rules *rules,
		     const struct nflog_packet *n, const struct timespec *now)
{
	const struct packet back = packet_reversed(&n->packet);
	const struct packet *p = &n->packet;
	bool by_port;
	struct decision d = explain(rules, n, p, &by_port);

	if (d.effect == EFFECT_IGNORE) {
		p = &back;
		d = explain(rules, n, p, &by_port);
	}
	if (d.effect == EFFECT_IGNORE)
		return false;
	begin(e, rules, n, p, p == &back, now);
	e->rule = d.rule;
	e->source = by_port ? SOURCE_PORT : SOURCE_ADDRESS;
	e->effect = effect_of(n, &d);
	if (n->kind == NFLOG_EXCEPT)
		note_exception(e, rules, &d);
	return true;
}

void logged_fallback(struct event *e, const struct rules *rules,
		     const struct nflog_packet *n, const struct timespec *now)
{
	begin(e, rules, n, &n->packet, false, now);
	e->source = SOURCE_FALLBACK;
	e->effect = EFFECT_LOG;
}
