/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chains that DNS goes through. */

#include <netinet/in.h>

#include "lib/array.h"
#include "lib/onlink.h"
#include "ruleset/table/dns.h"

/* A datagram whose DNS header is that of a question and of nothing else (RFC
 * 1035 4.1.1): no answer, QUERY, no error, one question and no records but
 * additional ones. */
static void write_other_port(struct table_writer *w, const char *chain,
			     const char *target)
{
	static const uint8_t mask[8] = {
		0xfe, 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
	};
	static const uint8_t value[8] = { [3] = 1 };

	RULE(w, chain, "DNS questions to any port");
	match_l4proto(&w->rule, IPPROTO_UDP);
	match_bytes(&w->rule, 8 + 2, mask, value, sizeof(mask));
	do_goto(&w->rule, target);
	END(w);
}

/* What has the same form: NetBIOS wherever it goes, mDNS and LLMNR as far as
 * they stay on the link. */
static void leave_other_ports(struct table_writer *w)
{
	static const struct {
		uint16_t port;
		const char *name;
	} ports[] = { { 5353, "mDNS" }, { 5355, "LLMNR" } };

	RULE(w, "dns-questions", "NetBIOS");
	match_dport(&w->rule, IPPROTO_UDP, 137);
	do_return(&w->rule);
	END(w);
	for (size_t i = 0; i < ARRAY_SIZE(ports) * ONLINK_PREFIXES; i++) {
		RULE(w, "dns-questions", ports[i / ONLINK_PREFIXES].name);
		match_dport(&w->rule, IPPROTO_UDP,
			    ports[i / ONLINK_PREFIXES].port);
		match_destination_prefix(&w->rule,
					 &onlink_prefixes[i %
							  ONLINK_PREFIXES]);
		do_return(&w->rule);
		END(w);
	}
}

static void write_dns_hooks(struct table_writer *w)
{
	/* Without notrack conntrack would take our answer for a connection
	 * of the server's, and the next question for an answer to it. A reset
	 * goes through the translation of its connection's addresses. */
	RULE(w, "dns-output", "cordond's answers to refused questions");
	match_mark(&w->rule, w->m.mask, w->m.own);
	do_notrack(&w->rule);
	do_accept(&w->rule);
	END(w);
	RULE(w, "dns-output", NULL);
	match_dport(&w->rule, IPPROTO_UDP, 53);
	do_goto(&w->rule, "dns-own");
	END(w);
	RULE(w, "dns-prerouting", NULL);
	match_dport(&w->rule, IPPROTO_UDP, 53);
	do_goto(&w->rule, "dns-clients");
	END(w);
	if (w->t->config->dns_other_ports != OTHER_PASS) {
		write_other_port(w, "dns-output", "dns-own");
		write_other_port(w, "dns-prerouting", "dns-clients");
	}

	chain_accept_lo(w, "dns-own", match_oifname);
	chain_goto(w, "dns-own", "dns-questions");

	chain_accept_lo(w, "dns-clients", match_iifname);
	chain_by_interface(w, w->t->wan, "dns-clients", NULL, "from outside");
	chain_inside_goto(w, "dns-clients", "dns-questions");
}

static void write_dns_questions(struct table_writer *w)
{
	const char *chain = "dns-questions";

	if (w->t->config->dns_other_ports != OTHER_PASS) {
		RULE(w, chain, "most are to DNS's own port");
		match_dport(&w->rule, IPPROTO_UDP, 53);
		do_goto(&w->rule, "dns-asked");
		END(w);
		leave_other_ports(w);
		chain_goto(w, chain, "dns-asked");
		chain = "dns-asked";
	}
	chain_return_for(w, chain, SET_PROTECT, "protect.list");
	chain_return_for(w, chain, SET_EXEMPT, "exempt clients");
	if (!w->t->judging)
		return;
	RULE(w, chain, NULL);
	match_l4proto(&w->rule, IPPROTO_UDP);
	chain_queue(w, QUEUE_DNS);
}

/* --- answers --------------------------------------------------------- */

void dns_write_replies(struct table_writer *w, const char *chain,
		       bool replies)
{
	static const uint8_t transports[] = { IPPROTO_UDP, IPPROTO_TCP };

	if (!w->t->judging || w->t->config->dns_answers == ANSWERS_OFF)
		return;
	for (size_t i = 0; i < sizeof(transports); i++) {
		RULE(w, chain, NULL);
		match_sport(&w->rule, transports[i], 53);
		if (replies)
			match_reply(&w->rule);
		do_goto(&w->rule, "dns-answers");
		END(w);
	}
}

/* Begins a rule for answers over UDP, and over TCP for segments with data. */
static void begin_answer(struct table_writer *w, uint8_t transport)
{
	RULE(w, "dns-answers", NULL);
	match_l4proto(&w->rule, transport);
	if (transport == IPPROTO_TCP)
		match_payload(&w->rule);
}

static void write_dns_answers(struct table_writer *w)
{
	static const uint8_t transports[] = { IPPROTO_UDP, IPPROTO_TCP };
	const struct config *c = w->t->config;

	if (!w->t->judging || c->dns_answers == ANSWERS_OFF)
		return;
	chain_return_answer_for(w, "dns-answers", SET_PROTECT, "protect.list");
	chain_return_answer_for(w, "dns-answers", SET_EXEMPT,
				"exempt clients");
	for (size_t i = 0; i < sizeof(transports); i++) {
		begin_answer(w, transports[i]);
		do_log(&w->rule, TABLE_LOG_DNS, (uint16_t)c->nflog_group,
		       TABLE_LOG_DNS_BYTES);
		END(w);
	}
	for (size_t i = 0; i < sizeof(transports); i++) {
		if (c->dns_answers != ANSWERS_JUDGE)
			return;
		begin_answer(w, transports[i]);
		chain_queue(w, QUEUE_ANSWERS);
	}
}

/* --- resolvers that are asked instead -------------------------------- */

/* What opens a connection to one of them; returns to the names. */
static void write_fallback(struct table_writer *w)
{
	const struct conf_list *l = &w->t->config->fallback_resolvers;
	char *const *texts = l->items;
	struct address a;

	for (size_t i = 0; i < l->n; i++) {
		if (!address_parse(texts[i], &a))
			continue;	/* config_load() complained */
		RULE(w, "fallback", NULL);
		match_address(&w->rule, &a);
		do_limit(&w->rule, 2000, 4000);
		do_log(&w->rule, TABLE_LOG_FALLBACK,
		       (uint16_t)w->t->config->nflog_group, 128);
		END(w);
	}
}

void dns_write(struct table_writer *w)
{
	write_dns_hooks(w);
	write_dns_questions(w);
	write_dns_answers(w);
	write_fallback(w);
}
