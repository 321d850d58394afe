/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From which side a packet comes. */

#include <netinet/in.h>

#include "ruleset/table/dns.h"
#include "ruleset/table/sides.h"
#include "ruleset/table/starts.h"

static void write_outside(struct table_writer *w)
{
	char *const *wan = w->t->wan->items;

	for (size_t i = 0; i < w->t->wan->n; i++) {
		RULE(w, "outside", "in and out by the same way: a client of "
		     "ours");
		match_oifname(&w->rule, wan[i]);
		do_goto(&w->rule, "around");
		END(w);
	}
	chain_retry(w, "outside");
	RULE(w, "outside", "answers to what was judged: they are the most");
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_accept(&w->rule);
	END(w);
	RULE(w, "outside", "other answers");
	match_reply(&w->rule);
	do_goto(&w->rule, "replies");
	END(w);
	chain_new(w, "outside", w->m.opened);
	RULE(w, "outside", "opened from outside");
	match_ct_mark(&w->rule, w->m.opened, w->m.opened);
	do_return(&w->rule);
	END(w);
	/* Picked up in the middle, at an answer; or not TCP. */
	for_each_family(f)
		chain_listed(w, "outside", f, true);
	chain_goto(w, "outside", "replies");

	chain_new(w, "around", w->m.fresh);
	chain_goto(w, "around", "screen");
}

/* Ends a rule: who sends this is who opened the connection. */
static void end_opened(struct table_writer *w)
{
	match_state(&w->rule, STATE_NEW);
	match_source_fits(&w->rule);
	match_goes_on(&w->rule);
	do_ct_mark(&w->rule, ~0u, w->m.opened);
	END(w);
}

static void write_inside(struct table_writer *w)
{
	char *const *wan = w->t->wan->items;

	for (size_t i = 0; w->t->fib && i < w->t->wan->n; i++) {
		RULE(w, "inside", "a source that lies outside: forged");
		match_state(&w->rule, STATE_LOOSE);
		match_source_behind(&w->rule, wan[i]);
		do_counter(&w->rule, COUNTER_FORGED);
		if (w->t->config->mode == MODE_ENFORCE)
			do_drop(&w->rule);
		END(w);
	}
	chain_new(w, "inside", w->m.fresh);
	if (w->t->fib) {
		RULE(w, "inside", "by one who lives where it came from");
		match_tcp_syn(&w->rule);
		end_opened(w);
		RULE(w, "inside",
		     "questions too: their answers are listened to");
		match_dport(&w->rule, IPPROTO_UDP, 53);
		end_opened(w);
	}
	chain_goto(w, "inside", "screen");
}

/* For the guard (guardtable.h). */
static void write_seen(struct table_writer *w, const char *chain)
{
	RULE(w, chain, "seen, which the guard asks");
	do_mark(&w->rule, ~0u, w->m.screened);
	END(w);
}

/* What comes back from the sides was seen. The guard lets through what is of a
 * judged connection without that, so it ends there, for it is the most. */
static void write_forward(struct table_writer *w)
{
	const char *chain = w->t->guarded ? "sides" : "forward";

	if (w->t->guarded) {
		RULE(w, "forward", NULL);
		do_jump(&w->rule, chain);
		END(w);
		write_seen(w, "forward");
	}
	chain_by_interface(w, w->t->wan, chain, "outside", "from outside");
	chain_inside_goto(w, chain, "inside");
	write_outside(w);
	write_inside(w);
}

static void write_answers(struct table_writer *w)
{
	RULE(w, "answers", "to what was judged");
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_accept(&w->rule);
	END(w);
	for_each_family(f)
		chain_listed(w, "answers", f, false);
	chain_goto(w, "answers", "replies");
}

/* The server's word: conntrack goes on with the entry of a connection that was
 * there before, and a client's SYN alone proves nothing. */
static void write_answered(struct table_writer *w)
{
	const char *chain = "answered";

	starts_note_new(w, chain);
	RULE(w, chain, "the same ports again: a new connection");
	match_ct_mark(&w->rule, w->m.fresh, 0);
	/* Where the SYN of a new one was shown, its data is not new too. */
	if (w->t->config->strict)
		match_assured(&w->rule);
	do_ct_mark(&w->rule, ~(w->m.pass | w->m.block | w->m.noted),
		   w->m.fresh);
	END(w);
}

static void write_server(struct table_writer *w, const char *chain)
{
	starts_note(w, chain);
	RULE(w, chain, "the server answers a SYN");
	match_tcp_syn_ack(&w->rule);
	match_expires(&w->rule, CHAIN_OPENING_SECONDS);
	do_jump(&w->rule, "answered");
	END(w);
}

static void write_replies(struct table_writer *w)
{
	write_server(w, "replies");
	RULE(w, "replies", "those of a blocked connection stop too");
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	do_goto(&w->rule, "refuse");
	END(w);
	dns_write_replies(w, "replies", false);
}

static void write_output(struct table_writer *w)
{
	static const uint8_t icmp[] = { IPPROTO_ICMP, IPPROTO_ICMPV6 };

	chain_accept_lo(w, "output", match_oifname);
	if (w->t->guarded)
		write_seen(w, "output");

	RULE(w, "output", "cordond's answers and resets");
	match_mark(&w->rule, w->m.own, w->m.own);
	do_accept(&w->rule);
	END(w);

	/* They inherit the connection and its BLOCK. */
	RULE(w, "output", "our own resets");
	match_state(&w->rule, STATE_RELATED);
	match_tcp_reset(&w->rule);
	do_accept(&w->rule);
	END(w);
	for (size_t i = 0; i < sizeof(icmp); i++) {
		RULE(w, "output", "our own refusals");
		match_state(&w->rule, STATE_RELATED);
		match_l4proto(&w->rule, icmp[i]);
		do_accept(&w->rule);
		END(w);
	}

	RULE(w, "output", "answers of services here");
	match_reply(&w->rule);
	do_goto(&w->rule, "answers");
	END(w);
	chain_new(w, "output", w->m.fresh | w->m.opened);
	chain_goto(w, "output", "screen");
}

static void write_input(struct table_writer *w)
{
	const struct conf_list *ports = &w->t->config->proxy_ports;
	const int64_t *port = ports->items;

	chain_accept_lo(w, "input", match_iifname);
	write_server(w, "input");
	dns_write_replies(w, "input", true);
	chain_new(w, "input", w->m.fresh | w->m.opened);
	chain_by_interface(w, w->t->wan, "input", NULL, "from outside");

	RULE(w, "input", "a resolver on this gateway");
	match_dport(&w->rule, IPPROTO_TCP, 53);
	do_goto(&w->rule, "screen-input");
	END(w);
	for (size_t i = 0; i < ports->n; i++) {
		RULE(w, "input", "a proxy on this gateway");
		match_dport(&w->rule, IPPROTO_TCP, (uint16_t)port[i]);
		do_goto(&w->rule, "screen-input");
		END(w);
	}
}

void sides_write(struct table_writer *w)
{
	write_forward(w);
	write_answers(w);
	write_answered(w);
	write_replies(w);
	write_output(w);
	write_input(w);
}
