/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rulings: start at ruling_finding() and ruling_react(). */

#include <arpa/inet.h>
#include <string.h>

#include "nfq/inspect/protocol.h"
#include "nfq/judge/except.h"
#include "nfq/judge/ruling.h"
#include "ruleset/policy/ports.h"

/* What a proxy is asked for may be an address, in any form that its resolver
 * takes for one ("0x4d4ab107"). */
static bool is_address(const struct name *n, struct address *a)
{
	bool digit = n->text[0] >= '0' && n->text[0] <= '9';
	struct in_addr v4;

	/* Most names begin with what no address does. */
	if (n->text[0] > 'f' || (!digit && !memchr(n->text, ':', n->len)))
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
	const struct protocol_row *row = &protocols[f->protocol];
	struct ports_packet to = {
		.dst = *a, .transport = p->transport,
		.port = f->port ? f->port : row->port ? row->port : p->dport,
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

	if (j->rules->exceptions.nactive > 0)
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

static enum verdict verdict_of(const struct judge *j, bool block,
			       bool each_message)
{
	if (each_message || (block && j->alone))
		return block ? VERDICT_REFUSE_ONCE : VERDICT_PASS_ONCE;
	return block ? VERDICT_BLOCK_FLOW : VERDICT_PASS_FLOW;
}

/* A listed address that no name made an exception of, says except.h. */
static bool judge_address(struct judge *j, const struct packet *p)
{
	struct decision d;

	if (!except_blocks_address(j, p, &d))
		return false;
	j->report(j->arg, &(struct report) {
		.packet = p, .reason = REASON_RULE, .decision = d,
		.verdict = VERDICT_BLOCK_FLOW,
	});
	return true;
}

/* Without such exceptions the kernel has decided about the address. */
static bool address_blocks(struct judge *j, const struct packet *p)
{
	return j->rules->exceptions.narrow && judge_address(j, p);
}

/* A name that is the packet's own address, which the kernel has logged as one
 * that is not refused: the same would be told twice, under two names. */
static bool kernel_told(const struct judge *j, const struct packet *p,
			const struct name *n, enum effect effect)
{
	const uint16_t port = j->finding.port;
	struct address a;

	return (effect == EFFECT_LOG || effect == EFFECT_OBSERVE ||
		effect == EFFECT_EXCEPT) &&
	       !j->rules->exceptions.narrow && (!port || port == p->dport) &&
	       is_address(n, &a) && address_compare(&a, &p->dst) == 0;
}

/* Judges all names of the finding, and then reports each with the verdict
 * that they got together. */
static enum verdict judge_names(struct judge *j, const struct packet *p,
				bool *excepted)
{
	const struct finding *f = &j->finding;
	const struct protocol_row *row = &protocols[f->protocol];
	struct decision decisions[FINDING_NAMES];
	struct report r = { .packet = p, .finding = f };
	const unsigned n = f->nnames;
	bool block = false;

	for (unsigned i = 0; i < n; i++) {
		decisions[i] = ruling_name(j, p, &f->names[i]);
		block = block || decisions[i].effect == EFFECT_BLOCK;
		*excepted = *excepted || decisions[i].effect == EFFECT_EXCEPT;
	}
	r.verdict = verdict_of(j, block, row->each_message &&
			       (!block || row->refuses_once));
	for (unsigned i = 0; i < n; i++) {
		r.name = &f->names[i];
		r.decision = decisions[i];
		if (kernel_told(j, p, r.name, r.decision.effect))
			r.decision.effect = EFFECT_IGNORE;
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
		return ruling_react(j, p, REASON_NO_NAME);
	v = judge_names(j, p, &excepted);
	if (v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE)
		return v;
	if (!excepted && address_blocks(j, p))
		return VERDICT_BLOCK_FLOW;
	if (f->tls.ech && c->ech != REACT_PASS &&
	    config_is_ech_name(c, f->names[0].text))
		return ruling_react(j, p, REASON_ECH);
	if (by->elsewhere && c->dns_other_ports != OTHER_JUDGE)
		return ruling_react(j, p, REASON_DNS_PORT);
	return v;
}

static enum effect effect_of(enum reaction reaction, enum mode mode)
{
	if (mode == MODE_OFF || reaction == REACT_PASS)
		return EFFECT_IGNORE;
	if (reaction == REACT_LOG)
		return EFFECT_LOG;
	return mode == MODE_ENFORCE ? EFFECT_BLOCK : EFFECT_OBSERVE;
}

enum verdict ruling_react(struct judge *j, const struct packet *p,
			  enum reason reason)
{
	const struct config *c = &j->rules->config;
	const struct reason_row *why = &reasons[reason];
	bool is_unread = reason == REASON_UNKNOWN ||
			 reason == REASON_UNREADABLE;
	bool each = why->read && protocols[j->finding.protocol].each_message;
	struct report r = {
		.packet = p, .reason = reason,
		.finding = why->read ? &j->finding : NULL,
		.name = why->named ? &j->finding.names[0] : NULL,
		.wrong = is_unread ? j->finding.wrong : FIELD_NONE,
	};
	enum reaction reaction = reason_reaction(reason, c);

	if (address_blocks(j, p))
		return VERDICT_BLOCK_FLOW;
	/* Of many messages one without a name is nothing odd. */
	if (reason == REASON_NO_NAME && each)
		reaction = REACT_PASS;
	r.decision.effect = effect_of(reaction, c->mode);
	r.verdict = verdict_of(j, r.decision.effect == EFFECT_BLOCK, each);
	if (!why->read)
		j->stats.unknown++;
	j->report(j->arg, &r);
	return r.verdict;
}
