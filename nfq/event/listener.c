/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads copies of DNS answers. */

#include <netinet/in.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/event/listener.h"
#include "nfq/judge/lead.h"

struct listener {
	struct namebook *book;
	void (*take)(void *arg, struct event *e);
	void *arg;
	struct dns_chain chain;
	struct finding finding;
};

struct listener *listener_new(struct namebook *book,
			      void (*take)(void *arg, struct event *e),
			      void *arg)
{
	struct listener *l = xcalloc(1, sizeof(*l));

	l->book = book;
	l->take = take;
	l->arg = arg;
	return l;
}

void listener_free(struct listener *l)
{
	free(l);
}

/* An answer being read. */
struct heard {
	struct listener *l;
	const struct rules *rules;
	const struct nflog_packet *n;
	struct packet asker;
	const struct timespec *now;
};

/* --- names of addresses ---------------------------------------------- */

/* To whatever the chain leads, the client asked for its first name. */
static void note_addresses(const struct heard *h, struct dns_answer *a)
{
	struct listener *l = h->l;
	const struct name *asked = &l->chain.names[0];
	struct dns_record r;
	struct address hint;

	dns_answer_rewind(a);
	while (dns_answer_next(a, &r)) {
		struct dns_hints hints = dns_hints_of(&r);

		if (!dns_chain_has(&l->chain, &r.owner))
			continue;
		if (r.has_address)
			namebook_add(l->book, &h->asker.src, &r.address, asked,
				     r.ttl, h->now->tv_sec);
		while (dns_hint_next(&hints, &hint))
			namebook_add(l->book, &h->asker.src, &hint, asked,
				     r.ttl, h->now->tv_sec);
	}
}

/* --- where it leads -------------------------------------------------- */

static struct decision judge(void *arg, const struct name *n)
{
	const struct heard *h = arg;
	struct decision d = policy_judge_name(h->rules->policy, n->text,
					      n->len);
	const struct originator c = { &h->asker.src, NULL };
	struct restricted what;

	if (d.effect != EFFECT_LOG && d.effect != EFFECT_OBSERVE &&
	    d.effect != EFFECT_BLOCK)
		return d;
	what = rules_restricted(h->rules, &d);
	what.name = n->text;
	what.len = n->len;
	d.exception = exceptions_find(&h->rules->exceptions, &c, &what);
	if (d.exception)
		d.effect = EFFECT_EXCEPT;
	return d;
}

/* It was not refused: nothing waited for this. */
static void tell(const struct heard *h, const struct dns_answer *a,
		 const struct lead *lead)
{
	struct listener *l = h->l;
	struct report r = {
		.packet = &h->asker, .finding = &l->finding,
		.name = lead->name, .asked = lead->asked,
		.reason = REASON_RULE, .decision = lead->decision,
		.verdict = VERDICT_PASS_ONCE,
	};
	struct event e = { .iif = 0 };

	if (r.decision.effect == EFFECT_BLOCK)
		r.decision.effect = EFFECT_OBSERVE;
	finding_clear(&l->finding, PROTO_DNS);
	l->finding.dns.id = a->id;
	l->finding.dns.type = a->type;
	event_fill(&e, h->rules, &r);
	e.time = *h->now;
	e.iif = h->n->oif;
	e.outgoing = h->n->oif == 0;
	l->take(l->arg, &e);
}

static void hear_answer(struct heard *h, struct dns_answer *a)
{
	struct listener *l = h->l;
	struct lead lead;

	dns_chain_follow(&l->chain, a);
	note_addresses(h, a);
	if (h->rules->config.dns_answers == ANSWERS_LOG &&
	    lead_find(&lead, &l->chain, judge, h))
		tell(h, a, &lead);
}

void listener_hear(struct listener *l, const struct rules *rules,
		   const struct nflog_packet *n, const struct timespec *now)
{
	struct heard h = {
		.l = l, .rules = rules, .n = n, .now = now,
		.asker = packet_reversed(&n->packet),
	};
	struct span data = n->packet.payload;
	struct dns_answer a;
	size_t used;

	if (n->packet.transport == IPPROTO_UDP) {
		if (dns_answer_open(&a, data.p, data.len) == INSPECT_FOUND)
			hear_answer(&h, &a);
		return;
	}
	while (n->packet.transport == IPPROTO_TCP &&
	       dns_answer_open_tcp(&a, data.p, data.len, &used) ==
	       INSPECT_FOUND) {
		hear_answer(&h, &a);
		data.p += used;
		data.len -= used;
	}
}
