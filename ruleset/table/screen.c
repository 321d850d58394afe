/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is decided by address, and what goes on by name. */

#include <netinet/in.h>

#include "lib/array.h"
#include "ruleset/table/embedded.h"
#include "ruleset/table/screen.h"
#include "ruleset/table/starts.h"
#include "ruleset/table/vendorchain.h"

/* What is not decided by the address: answers, who is left alone, what was
 * blocked before. */
static void write_before_address(struct table_writer *w, const char *chain)
{
	/* Answers first: they are the most. */
	chain_retry(w, chain);
	RULE(w, chain, "answers to what was judged");
	match_reply(&w->rule);
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_accept(&w->rule);
	END(w);
	RULE(w, chain, "other answers");
	match_reply(&w->rule);
	match_ct_mark(&w->rule, w->m.opened, w->m.opened);
	do_goto(&w->rule, "answers");
	END(w);

	chain_return_for(w, chain, SET_PROTECT, "protect.list");
	chain_return_for(w, chain, SET_EXEMPT, "exempt clients");

	/* Where a server's reset, or ours, ended a connection conntrack goes on
	 * with the old entry when its ports are used again: then it waits for
	 * an answer to the SYN, and not for days. That a new connection begins
	 * the answer will tell (sides.c): a SYN may be forged. */
	RULE(w, chain, "the same ports again: forget the last of them");
	match_tcp_syn(&w->rule);
	match_expires(&w->rule, CHAIN_OPENING_SECONDS);
	do_ct_mark(&w->rule, ~w->m.mask | w->m.opened | w->m.fresh, 0);
	END(w);

	/* Over UDP it may be another connection's beginning: see
	 * write_initials(). */
	RULE(w, chain, "QUIC begins: forget what was blocked");
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	match_dport(&w->rule, IPPROTO_UDP, 443);
	match_bytes(&w->rule, 8, "\xa0", "\x80", 1);
	do_ct_mark(&w->rule, ~w->m.block, 0);
	END(w);

	RULE(w, chain, "blocked before");
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	do_goto(&w->rule, "refuse");
	END(w);
}

void screen_write(struct table_writer *w)
{
	write_before_address(w, "screen");
	for_each_family(f)
		chain_listed(w, "screen", f, false);
	embedded_jump(w, "screen");
	chain_goto(w, "screen", vendorchain_onward(w));

	/* To an address of this gateway, which no list has. The kernel reads
	 * a map through from each base chain that leads to it, at every
	 * change: here it would for nothing. */
	write_before_address(w, "screen-input");
	chain_goto(w, "screen-input", vendorchain_onward(w));
}

/* Nobody has acknowledged the server's answer to the SYN, so it takes nothing,
 * and who sends this need not have got that answer: the SYN may have been
 * forged. Conntrack lets it by as what is late. In strict mode the SYN is
 * queued, and no data is fresh. */
static void write_unanswering(struct table_writer *w)
{
	bool strict = w->t->config->strict;

	RULE(w, strict ? "names" : STARTS_CHAIN,
	     "before its client has answered its server");
	if (strict) {
		match_ct_mark(&w->rule, w->m.opened, w->m.opened);
		match_tcp_no_syn(&w->rule);
		match_payload(&w->rule);
	}
	match_not_assured(&w->rule);
	do_count(&w->rule);
	if (w->t->config->mode == MODE_ENFORCE)
		do_drop(&w->rule);
	else
		do_return(&w->rule);
	END(w);
}

/* Decoys are meant for us and not for the server: with a wrong checksum,
 * outside the window, or before the first byte, which the SYN tells. */
static void write_strict(struct table_writer *w)
{
	RULE(w, "names", "wrong checksum, or outside the window");
	match_state(&w->rule, STATE_INVALID);
	do_counter(&w->rule, COUNTER_INVALID);
	if (w->t->config->mode == MODE_ENFORCE)
		do_drop(&w->rule);
	else
		do_return(&w->rule);
	END(w);
	if (!w->t->judging)
		return;
	RULE(w, "names", "where a new connection's data begins");
	match_tcp_syn(&w->rule);
	match_state(&w->rule, STATE_NEW);
	chain_queue_fresh(w, QUEUE_TCP);
	RULE(w, "names", "or where somebody says that it does");
	match_tcp_syn(&w->rule);
	chain_queue(w, QUEUE_TCP);
	write_unanswering(w);
	RULE(w, "names", "QUIC on any port, each connection of it");
	match_l4proto(&w->rule, IPPROTO_UDP);
	match_bytes(&w->rule, 8, "\xc0", "\xc0", 1);
	chain_queue(w, QUEUE_UDP);
}

/* Ends a rule: what comes faster is not looked at, and held back where names
 * are enforced. */
static void end_over(struct table_writer *w)
{
	do_counter(&w->rule, COUNTER_UNOPENED);
	if (w->t->config->mode == MODE_ENFORCE)
		do_drop(&w->rule);
	else
		do_return(&w->rule);
	END(w);
}

/* So many a second are looked at, and so few at once that the queue stays free
 * for others. */
static void write_limited(struct table_writer *w, const char *what,
			  void (*match)(struct table_writer *w), uint64_t rate,
			  void (*queue)(struct table_writer *w,
					enum queue_kind kind))
{
	const uint32_t burst = (uint32_t)w->t->config->queue_length / 4;

	for (int over = 0; over < 2; over++) {
		RULE(w, "names", what);
		match(w);
		match_payload(&w->rule);
		if (over) {
			end_over(w);
			continue;
		}
		do_limit(&w->rule, rate, burst);
		queue(w, QUEUE_TCP);
	}
}

static void match_invalid(struct table_writer *w)
{
	match_tcp_no_syn(&w->rule);
	match_state(&w->rule, STATE_INVALID);
}

static void match_tcp(struct table_writer *w)
{
	match_l4proto(&w->rule, IPPROTO_TCP);
}

/*
 * What is behind the first data. Connections whose handshake nobody saw were
 * open before, or are made up: of these so much is looked at that after a
 * restart all go on in a while.
 */
static void write_data(struct table_writer *w)
{
	RULE(w, "names", "more data, behind what was queued");
	match_tcp(w);
	match_payload(&w->rule);
	chain_queue_behind(w, QUEUE_TCP);
	RULE(w, "names", "more data, of one that is looked at again");
	match_ct_mark(&w->rule, w->m.opened, w->m.opened);
	match_tcp(w);
	match_payload(&w->rule);
	chain_queue(w, QUEUE_TCP);
	write_limited(w, "data of a connection picked up in the middle",
		      match_tcp, 2000, chain_queue);
}

/* Hardly anybody does. */
static void write_urgent(struct table_writer *w)
{
	enum { RATE = 1000 };

	RULE(w, "names", "what makes bytes urgent, now or later");
	match_tcp_urgent(&w->rule);
	do_limit(&w->rule, RATE, RATE);
	chain_queue(w, QUEUE_TCP);
	RULE(w, "names", "too much of it");
	match_tcp_urgent(&w->rule);
	end_over(w);
}

/* Data that no server takes, since it comes without an ACK or with a reset, is
 * of a stranger who wants it to be looked at (RFC 9293 3.10.7.4). */
static void write_untakeable(struct table_writer *w)
{
	static void (*const matches[])(struct rule_builder *b) = {
		match_tcp_no_ack, match_tcp_reset,
	};

	for (size_t i = 0; i < ARRAY_SIZE(matches); i++) {
		RULE(w, "names", "data that no server takes");
		matches[i](&w->rule);
		match_payload(&w->rule);
		end_over(w);
	}
}

/*
 * A socket may have many connections to a server (RFC 9000 5.2), so what was
 * decided about one says nothing of the next. What begins one: a long header of
 * the type Initial (17.2.2, RFC 9369 3.2), whatever its fixed bit (RFC 9287);
 * behind another long header a datagram may have one as well (12.2). Of DTLS a
 * record in epoch 0 (RFC 6347 4.1, 4.2.8): where it is none for its server,
 * that reads what is behind it.
 */
static void write_initials(struct table_writer *w)
{
	static const struct {
		const char *what, *mask, *value;
		uint32_t len;
	} rows[] = {
		{ "QUIC: each beginning of a connection", "\xb0", "\x80", 1 },
		{ "the same in version 2", "\xb0\xff\xff\xff\xff",
		  "\x90\x6b\x33\x43\xcf", 5 },
		{ "and in its drafts", "\xb0\xff\xff\xff\xff",
		  "\x90\x70\x9a\x50\xc4", 5 },
		{ "DTLS: each record in the clear", "\xf0\0\0\xff\xff",
		  "\x10\0\0\0\0", 5 },
		{ "what may have a beginning behind it", "\xc0", "\xc0", 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		RULE(w, "names", rows[i].what);
		match_dport(&w->rule, IPPROTO_UDP, 443);
		match_bytes(&w->rule, 8, rows[i].mask, rows[i].value,
			    rows[i].len);
		chain_queue(w, QUEUE_UDP);
	}
}

void screen_write_names(struct table_writer *w)
{
	if (w->t->config->strict)
		write_strict(w);
	if (w->t->judging)
		write_initials(w);
	RULE(w, "names", "judged before");
	match_ct_mark(&w->rule, w->m.pass, w->m.pass);
	do_accept(&w->rule);
	END(w);

	if (!w->t->judging)
		return;
	if (w->t->config->fallback_resolvers.n > 0) {
		RULE(w, "names", NULL);
		match_state(&w->rule, STATE_NEW);
		do_jump(&w->rule, "fallback");
		END(w);
	}
	write_untakeable(w);
	RULE(w, "names", "the first data of a new connection");
	match_tcp_no_syn(&w->rule);
	match_payload(&w->rule);
	match_ct_mark(&w->rule, w->m.fresh, w->m.fresh);
	do_goto(&w->rule, STARTS_CHAIN);
	END(w);
	starts_forget(w, "names");
	RULE(w, "names", "the same with its SYN");
	match_tcp_syn(&w->rule);
	match_state(&w->rule, STATE_NEW);
	match_payload(&w->rule);
	chain_queue_fresh(w, QUEUE_TCP);
	write_limited(w, "data outside the window", match_invalid, 10000,
		      chain_queue_astray);
	write_urgent(w);
	write_data(w);

	RULE(w, "names", "QUIC");
	match_dport(&w->rule, IPPROTO_UDP, 443);
	chain_queue(w, QUEUE_UDP);
	if (!w->t->config->strict)
		write_unanswering(w);
	starts_write(w);
}
