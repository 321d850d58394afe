/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chains that DNS goes through. */

#include <netinet/in.h>

#include "ruleset/table_dns.h"

static void write_dns_hooks(struct table_writer *w)
{
	/* Without notrack conntrack would take our answer for a connection
	 * of the server's, and the next question for an answer to it. */
	RULE(w, "dns-output", "cordond's answers to refused questions");
	match_mark(&w->rule, w->m.own, w->m.own);
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

	chain_accept_lo(w, "dns-own", match_oifname);
	chain_goto(w, "dns-own", "dns-questions");

	chain_accept_lo(w, "dns-clients", match_iifname);
	chain_by_interface(w, w->t->wan, "dns-clients", NULL, "from outside");
	chain_inside_goto(w, "dns-clients", "dns-questions");
}

static void write_dns_questions(struct table_writer *w)
{
	chain_return_for(w, "dns-questions", SET_PROTECT, "protect.list");
	chain_return_for(w, "dns-questions", SET_EXEMPT, "exempt clients");
	if (!w->t->judging)
		return;
	RULE(w, "dns-questions", NULL);
	match_l4proto(&w->rule, IPPROTO_UDP);
	chain_queue(w, QUEUE_DNS);
}

void table_write_dns(struct table_writer *w)
{
	write_dns_hooks(w);
	write_dns_questions(w);
}
