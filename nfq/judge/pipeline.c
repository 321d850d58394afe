/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens to a packet: start at pipeline_judge(), at the end. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/judge/except.h"
#include "nfq/judge/pipeline.h"
#include "ruleset/policy/ports.h"

const char *const reason_words[REASONS] = {
	[REASON_RULE] = "rule", [REASON_NOTHING] = "",
	[REASON_NO_NAME] = "no_sni", [REASON_UNKNOWN] = "unknown",
	[REASON_EVASION] = "evasion",
	[REASON_ECH] = "ech", [REASON_QUIC_VERSION] = "quic_version",
	[REASON_QUIC_NO_INITIAL] = "quic_no_initial",
	[REASON_DNS_PORT] = "dns_other_ports",
};

struct pipeline *pipeline_new(uint32_t flows, size_t chunks,
			      void (*report)(void *arg, const struct report *r),
			      void *arg)
{
	struct pipeline *pl = xcalloc(1, sizeof(*pl));

	pl->flows = flow_table_new(flows, chunks);
	pl->report = report;
	pl->arg = arg;
	return pl;
}

void pipeline_free(struct pipeline *pl)
{
	if (!pl)
		return;
	flow_table_free(pl->flows);
	free(pl);
}

/* --- deciding -------------------------------------------------------- */

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

static struct decision judge_inner(const struct pipeline *pl,
				   const struct packet *p,
				   const struct address *a)
{
	const struct finding *f = &pl->finding;
	struct ports_packet to = {
		.dst = *a, .transport = p->transport,
		.port = f->port ? f->port :
			f->protocol == PROTO_HTTP ? 80 : p->dport,
	};
	bool by_port;

	return ports_explain(pl->rules->policy, NULL, &to, &by_port);
}

struct decision pipeline_judge_name(const struct pipeline *pl,
				    const struct packet *p,
				    const struct name *n)
{
	const struct policy *policy = pl->rules->policy;
	struct address a;
	struct decision d = is_address(n, &a) ?
			    judge_inner(pl, p, &a) :
			    policy_judge_name(policy, n->text, n->len);

	except_decide(pl, p, n, &d);
	return d;
}

bool pipeline_is_blocked(const struct pipeline *pl, const struct packet *p)
{
	for (unsigned i = 0; i < pl->finding.nnames; i++)
		if (pipeline_judge_name(pl, p, &pl->finding.names[i]).effect ==
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
static bool address_blocks(struct pipeline *pl, const struct packet *p)
{
	struct report r = {
		.packet = p, .reason = REASON_RULE,
		.verdict = VERDICT_BLOCK_FLOW,
	};

	if (!except_blocks_address(pl, p, &r.decision))
		return false;
	pl->report(pl->arg, &r);
	return true;
}

enum verdict pipeline_finding(struct pipeline *pl, const struct packet *p,
			      const struct inspector *by)
{
	const struct config *c = &pl->rules->config;
	const struct finding *f = &pl->finding;
	struct decision decisions[FINDING_NAMES];
	struct report r = { .packet = p, .finding = f };
	bool block = false, excepted = false;

	pl->stats.found[f->protocol]++;
	if (f->nnames == 0)
		return pipeline_react(pl, p, REASON_NO_NAME,
				      by->each_message ? REACT_PASS :
				      c->no_sni);
	for (unsigned i = 0; i < f->nnames; i++) {
		decisions[i] = pipeline_judge_name(pl, p, &f->names[i]);
		block = block || decisions[i].effect == EFFECT_BLOCK;
		excepted = excepted || decisions[i].effect == EFFECT_EXCEPT;
	}
	/* A request with a blocked name ends its connection; a question has
	 * its own answer. */
	r.verdict = verdict_of(block, by->each_message &&
			       (!block || f->protocol == PROTO_DNS));
	for (unsigned i = 0; i < f->nnames; i++) {
		r.name = &f->names[i];
		r.decision = decisions[i];
		r.reason = r.decision.effect == EFFECT_IGNORE ?
			   REASON_NOTHING : REASON_RULE;
		pl->report(pl->arg, &r);
	}
	if (!block && !excepted && address_blocks(pl, p))
		return VERDICT_BLOCK_FLOW;
	if (!block && f->tls.ech && c->ech != REACT_PASS &&
	    config_is_ech_name(c, f->names[0].text))
		return pipeline_react(pl, p, REASON_ECH, c->ech);
	if (!block && by->elsewhere && c->dns_other_ports != OTHER_JUDGE)
		return pipeline_react(pl, p, REASON_DNS_PORT,
				      c->dns_other_ports == OTHER_BLOCK ?
				      REACT_BLOCK : REACT_LOG);
	return r.verdict;
}

bool pipeline_blocks_unknown(const struct pipeline *pl)
{
	const struct config *c = &pl->rules->config;

	return c->unknown == REACT_BLOCK && c->mode == MODE_ENFORCE;
}

enum verdict pipeline_react(struct pipeline *pl, const struct packet *p,
			    enum reason reason, enum reaction reaction)
{
	enum mode mode = pl->rules->config.mode;
	bool block = reaction == REACT_BLOCK && mode == MODE_ENFORCE;
	bool each = reason == REASON_DNS_PORT ||
		    (reason == REASON_NO_NAME &&
		     pl->finding.protocol != PROTO_TLS &&
		     pl->finding.protocol != PROTO_QUIC);
	bool named = reason == REASON_ECH || reason == REASON_DNS_PORT;
	bool read = reason == REASON_NO_NAME || named;
	struct report r = {
		.packet = p, .reason = reason,
		.finding = read ? &pl->finding : NULL,
		.name = named ? &pl->finding.names[0] : NULL,
		.verdict = verdict_of(block, each),
		.decision = {
			.effect = mode == MODE_OFF ? EFFECT_IGNORE :
				  block ? EFFECT_BLOCK :
				  reaction == REACT_BLOCK ? EFFECT_OBSERVE :
				  reaction == REACT_LOG ? EFFECT_LOG :
				  EFFECT_IGNORE,
		},
	};

	if (address_blocks(pl, p))
		return VERDICT_BLOCK_FLOW;
	if (!read)
		pl->stats.unknown++;
	pl->report(pl->arg, &r);
	return r.verdict;
}

/* --- the way of a packet --------------------------------------------- */

/* Its receiver will throw it away, so nothing in it counts. */
static bool is_damaged(const struct pipeline *pl, const struct packet *p)
{
	return pl->unverified && pl->rules->config.strict &&
	       !packet_checksum_holds(p);
}

enum verdict pipeline_judge(struct pipeline *pl, const uint8_t *data,
			    size_t len, size_t whole)
{
	struct packet *p = &pl->packet;
	enum verdict v = VERDICT_PASS_ONCE;

	pl->stats.packets++;
	pl->finding.nnames = 0;		/* of the packet before */
	pl->resets = false;
	switch (packet_decode(p, data, len, whole)) {
	case PACKET_OK:
		if (is_damaged(pl, p)) {
			pl->stats.bad++;
			break;
		}
		v = p->transport == IPPROTO_TCP ? tcp_judge(pl, p) :
						  udp_judge(pl, p);
		break;
	case PACKET_BAD:
		pl->stats.bad++;
		if (pipeline_blocks_unknown(pl))
			v = VERDICT_REFUSE_ONCE;
		break;
	case PACKET_OTHER:
		break;
	}
	pl->stats.verdicts[v]++;
	return v;
}
