/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rulings: start at ruling_finding() and ruling_react(). */

#include <arpa/inet.h>
#include <string.h>

#include "nfq/judge/except.h"
#include "nfq/judge/ruling.h"
#include "ruleset/policy/ports.h"

/* What a proxy is asked for may be an address, in any form that its resolver
 * takes for one ("0x4d4ab107"). */
static bool is_address(const struct name *n, struct address *a)
{
	bool digit = n->text[0] >= '0' && n->text[0] <= '9';
	struct in_addr v4;

	if (!digit && !memchr(n->text, ':', n->len))
		return false;
	if (address_parse(n->text, a))
		return true;
	if (!digit || !inet_aton(n->text, &v4))
		return false;
	*a = address_from_v4(&v4);
	return true;
}

static struct decision judge_inner(const struct judge *j,
				   const struct packet *p,
				   const struct address *a)
{
	const struct finding *f = &j->finding;
	struct ports_packet to = {
		.dst = *a, .transport = p->transport,
		.port = f->port ? f->port :
			f->protocol == PROTO_HTTP ? 80 : p->dport,
	};
	bool by_port;

	return ports_explain(j->rules->policy, NULL, &to, &by_port);
}

struct decision ruling_name(const struct judge *j, const struct packet *p,
			    const struct name *n)
{
	const struct policy *policy = j->rules->policy;
	struct address a;
	struct decision d = is_address(n, &a) ?
			    judge_inner(j, p, &a) :
			    policy_judge_name(policy, n->text, n->len);

	except_decide(j, p, n, &d);
	return d;
}

bool ruling_blocks(const struct judge *j, const struct packet *p)
{
	for (unsigned i = 0; i < j->finding.nnames; i++)
		if (ruling_name(j, p, &j->finding.names[i]).effect ==
		    EFFECT_BLOCK)
			return true;
	return false;
}

static enum verdict verdict_of(bool block, bool each_message)
{
	if (each_message)
		return block ? VERDICT_REFUSE_ONCE : VERDICT_PASS_ONCE;
	return block ? VERDICT_BLOCK_FLOW : VERDICT_PASS_FLOW;
}

/* A listed address that no name made an exception of; see nfq/judge/except.h. */
static bool address_blocks(struct judge *j, const struct packet *p)
{
	struct report r = {
		.packet = p, .reason = REASON_RULE,
		.verdict = VERDICT_BLOCK_FLOW,
	};

	if (!except_blocks_address(j, p, &r.decision))
		return false;
	j->report(j->arg, &r);
	return true;
}

/* Judges all names of the finding, and then reports each with the verdict
 * that they got together. */
static enum verdict judge_names(struct judge *j, const struct packet *p,
				bool each_message, bool *excepted)
{
	const struct finding *f = &j->finding;
	struct decision decisions[FINDING_NAMES];
	struct report r = { .packet = p, .finding = f };
	bool block = false;

	for (unsigned i = 0; i < f->nnames; i++) {
		decisions[i] = ruling_name(j, p, &f->names[i]);
		block = block || decisions[i].effect == EFFECT_BLOCK;
		*excepted = *excepted || decisions[i].effect == EFFECT_EXCEPT;
	}
	/* A request with a blocked name ends its connection; a question has
	 * its own answer. */
	r.verdict = verdict_of(block, each_message &&
			       (!block || f->protocol == PROTO_DNS));
	for (unsigned i = 0; i < f->nnames; i++) {
		r.name = &f->names[i];
		r.decision = decisions[i];
		r.reason = r.decision.effect == EFFECT_IGNORE ?
			   REASON_NOTHING : REASON_RULE;
		j->report(j->arg, &r);
	}
	return r.verdict;
}

enum verdict ruling_finding(struct judge *j, const struct packet *p,
			    const struct inspector *by)
{
	const struct config *c = &j->rules->config;
	const struct finding *f = &j->finding;
	bool excepted = false;
	enum verdict v;

	j->stats.found[f->protocol]++;
	if (f->nnames == 0)
		return ruling_react(j, p, REASON_NO_NAME,
				    by->each_message ? REACT_PASS :
				    c->no_sni);
	v = judge_names(j, p, by->each_message, &excepted);
	if (v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE)
		return v;
	if (!excepted && address_blocks(j, p))
		return VERDICT_BLOCK_FLOW;
	if (f->tls.ech && c->ech != REACT_PASS &&
	    config_is_ech_name(c, f->names[0].text))
		return ruling_react(j, p, REASON_ECH, c->ech);
	if (by->elsewhere && c->dns_other_ports != OTHER_JUDGE)
		return ruling_react(j, p, REASON_DNS_PORT,
				    c->dns_other_ports == OTHER_BLOCK ?
				    REACT_BLOCK : REACT_LOG);
	return v;
}

bool ruling_refuses_unread(const struct judge *j)
{
	const struct config *c = &j->rules->config;

	return c->unknown == REACT_BLOCK && c->mode == MODE_ENFORCE;
}

enum verdict ruling_react(struct judge *j, const struct packet *p,
			  enum reason reason, enum reaction reaction)
{
	enum mode mode = j->rules->config.mode;
	bool block = reaction == REACT_BLOCK && mode == MODE_ENFORCE;
	bool each = reason == REASON_DNS_PORT ||
		    (reason == REASON_NO_NAME &&
		     j->finding.protocol != PROTO_TLS &&
		     j->finding.protocol != PROTO_QUIC);
	bool named = reason == REASON_ECH || reason == REASON_DNS_PORT;
	bool read = reason == REASON_NO_NAME || named;
	struct report r = {
		.packet = p, .reason = reason,
		.finding = read ? &j->finding : NULL,
		.name = named ? &j->finding.names[0] : NULL,
		.wrong = reason == REASON_UNKNOWN ? j->finding.wrong :
						    FIELD_NONE,
		.verdict = verdict_of(block, each),
		.decision = {
			.effect = mode == MODE_OFF ? EFFECT_IGNORE :
				  block ? EFFECT_BLOCK :
				  reaction == REACT_BLOCK ? EFFECT_OBSERVE :
				  reaction == REACT_LOG ? EFFECT_LOG :
				  EFFECT_IGNORE,
		},
	};

	if (address_blocks(j, p))
		return VERDICT_BLOCK_FLOW;
	if (!read)
		j->stats.unknown++;
	j->report(j->arg, &r);
	return r.verdict;
}
