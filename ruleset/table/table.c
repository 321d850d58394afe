/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table inet cordon. A packet's way through it:
 *
 *	prerouting, output (raw)	dns-prerouting, dns-output:
 *		a question -> dns-clients, dns-own -> dns-questions: queue
 *	prerouting, output (raw + 10)	dns-commit-...: PENDING -> unjudged
 *	forward, output, input (filter - 20)
 *		-> outside, inside: who opened it, and is it new?
 *		-> screen: BLOCK -> refuse; listed address -> vendor-...;
 *		   ports: restricted port -> vendor-...; names: PASS -> go on;
 *		   data -> PENDING, queue
 *		-> answers: listed address -> vendor-...: inbound
 *		-> replies: BLOCK -> refuse; DNS -> dns-answers: log, queue
 *	forward, output, input (filter - 10)	commit-...:
 *		the verdict's mark -> connection mark, refuse; PENDING ->
 *		unjudged
 *
 * What is judged does not depend on what conntrack takes for the direction of
 * a connection: a client that sends one packet in a server's name would turn
 * it around. It depends on the side that a packet comes from, and only where
 * the kernel saw a connection being opened, from where its sender lives, does
 * "reply" mean an answer (OPENED).
 *
 * A verdict ACCEPT goes on at the next base chain, so deciding and committing
 * have different priorities. ruleset/table/dns.c has the chains for DNS,
 * ruleset/table/vendorchain.c those of listed addresses and ports,
 * ruleset/table/commit.c those behind the queue.
 */

#include <netinet/in.h>	/* before the kernel's headers */
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>

#include "lib/array.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/commit.h"
#include "ruleset/table/dns.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/embedded.h"
#include "ruleset/table/fastpath.h"
#include "ruleset/table/table.h"
#include "ruleset/table/vendorchain.h"

/* --- what there is --------------------------------------------------- */

enum {
	SCREEN = NF_IP_PRI_FILTER + TABLE_SCREEN_PRIORITY,
	COMMIT = NF_IP_PRI_FILTER + TABLE_COMMIT_PRIORITY,
	DNS = NF_IP_PRI_RAW, DNS_COMMIT = NF_IP_PRI_RAW + 10,
	/* nf_conntrack_tcp_timeout_syn_sent, as kernels have it. */
	SYN_SENT_SECONDS = 120,
};

static const struct object_chain chains[] = {
	{ "forward", "connections through this gateway",
	  "filter", NF_INET_FORWARD, SCREEN },
	{ "output", "connections of this gateway itself",
	  "filter", NF_INET_LOCAL_OUT, SCREEN },
	{ "input", "DNS and proxies on this gateway, nothing else",
	  "filter", NF_INET_LOCAL_IN, SCREEN },
	{ "commit-forward", "what the daemon decided takes effect",
	  "filter", NF_INET_FORWARD, COMMIT },
	{ "commit-output", "as commit-forward; type route: the mark must not "
	  "steer local packets", "route", NF_INET_LOCAL_OUT, COMMIT },
	{ "commit-input", "as commit-forward",
	  "filter", NF_INET_LOCAL_IN, COMMIT },
	{ "dns-prerouting", "DNS questions, before conntrack and DNAT",
	  "filter", NF_INET_PRE_ROUTING, DNS },
	{ "dns-output", "DNS questions of this gateway itself",
	  "filter", NF_INET_LOCAL_OUT, DNS },
	{ "dns-commit-prerouting", "questions that nobody judged",
	  "filter", NF_INET_PRE_ROUTING, DNS_COMMIT },
	{ "dns-commit-output", "questions that nobody judged",
	  "route", NF_INET_LOCAL_OUT, DNS_COMMIT },

	{ .name = "outside",
	  .comment = "connections opened from outside are left alone" },
	{ .name = "inside",
	  .comment = "what clients send: is it theirs, and who opened it?" },
	{ .name = "around",
	  .comment = "in and out by the same way: clients of a gateway with "
		     "one arm" },
	{ .name = "answers",
	  .comment = "what goes back to who opened the connection" },
	{ .name = "replies",
	  .comment = "what comes back on a connection that is not judged" },
	{ .name = "screen",
	  .comment = "what is decided by address, what goes on by name" },
	{ .name = TABLE_EMBEDDED,
	  .comment = "IPv6 addresses that stand for an IPv4 one" },
	{ .name = "ports",
	  .comment = "what a vendor restricts at any address" },
	{ .name = "screen-input",
	  .comment = "the same for what comes to this gateway itself" },
	{ .name = "names",
	  .comment = "data of a connection not judged yet goes to cordond" },
	{ .name = "dns-clients",
	  .comment = "questions of clients, forwarded or to a resolver here" },
	{ .name = "dns-own", .comment = "questions of this gateway itself" },
	{ .name = "dns-questions", .comment = "each goes to cordond" },
	{ .name = "dns-answers",
	  .comment = "a copy goes to cordond, or each waits for it" },
	{ .name = "fallback",
	  .comment = "resolvers asked after a refused lookup: a copy" },
	{ .name = "commit",
	  .comment = "the mark of a verdict becomes the connection's" },
	{ .name = "unjudged",
	  .comment = "queued, but the daemon is gone or drowned: on_failure" },
	{ .name = "refuse",
	  .comment = "TCP reset, or ICMP administratively prohibited" },
	{ .name = FASTPATH,
	  .comment = "judged connections go into the flowtable" },
	{ .name = MARKER_CHAIN,
	  .comment = "which lists are in force; no packet comes here" },
};

#define NCHAINS ARRAY_SIZE(chains)

struct marks marks_of(const struct config *c)
{
	uint32_t mask = (uint32_t)c->mark_mask;
	uint32_t bit = mask & -mask;

	return (struct marks) {
		.mask = mask, .pending = bit, .pass = bit << 1,
		.block = bit << 2, .own = bit << 3, .once = 6 * bit,
		.reset = 10 * bit, .fresh = bit << 4, .opened = bit << 5,
		.screened = bit << 6, .logged = bit << 7,
	};
}

/* --- first transaction ----------------------------------------------- */

void table_prepare(const struct table *t, struct batch *b)
{
	object_add_table(b, TABLE_NAME);
	object_add_counter(b, TABLE_NAME, COUNTER_UNJUDGED_PASSED);
	object_add_counter(b, TABLE_NAME, COUNTER_UNJUDGED_REFUSED);
	object_add_counter(b, TABLE_NAME, COUNTER_INVALID);
	object_add_counter(b, TABLE_NAME, COUNTER_FORGED);
	for (size_t i = 0; i < NCHAINS; i++)
		object_add_chain(b, TABLE_NAME, &chains[i]);
	for (size_t i = 0; i < t->intervals->nchains; i++)
		if (t->intervals->chains[i].intervals > 0)
			vendor_chain_add(t, b, &t->intervals->chains[i]);
}

/* --- the rules ------------------------------------------------------- */

/* What connections begin with, by the kernel's word. A SYN in a connection
 * that is open is none: anybody who knows its ports can send one. */
static void write_new(struct table_writer *w, const char *chain, uint32_t set)
{
	RULE(w, chain, "a new connection");
	match_tcp_syn(&w->rule);
	match_state(&w->rule, STATE_NEW);
	do_ct_mark(&w->rule, ~w->m.mask, set);
	END(w);
}

/* Only "restricted" counts of the addresses here, so both are asked. */
static void write_listed(struct table_writer *w, const char *chain,
			 enum family f, bool source)
{
	unsigned edition = w->t->marker.edition;
	const struct intervals *iv = w->t->intervals;
	struct edition_name n = edition_set_name(edition, SET_LISTED, f);

	RULE(w, chain, "listed addresses, also of open connections");
	do_address_map(&w->rule, f, source, n.text);
	END(w);
	for (int k = 0; k < LARGE_SETS && iv->large[k]; k++) {
		n = edition_set_name(edition, SET_LARGE + k, f);
		RULE(w, chain, "of a vendor that has many");
		if (source)
			match_source(&w->rule, f, n.text);
		else
			match_destination(&w->rule, f, n.text);
		do_goto(&w->rule, iv->large[k]->name);
		END(w);
	}
}

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
	RULE(w, "outside", "answers to what was judged: they are the most");
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_accept(&w->rule);
	END(w);
	RULE(w, "outside", "other answers");
	match_reply(&w->rule);
	do_goto(&w->rule, "replies");
	END(w);
	write_new(w, "outside", w->m.opened);
	RULE(w, "outside", "opened from outside");
	match_ct_mark(&w->rule, w->m.opened, w->m.opened);
	do_accept(&w->rule);
	END(w);
	/* Picked up in the middle, at an answer; or not TCP. */
	for (int f = FAMILY_V4; f <= FAMILY_V6; f++)
		write_listed(w, "outside", f, true);
	chain_goto(w, "outside", "replies");

	write_new(w, "around", w->m.fresh);
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
	write_new(w, "inside", w->m.fresh);
	if (w->t->fib) {
		RULE(w, "inside", "by one who lives where it came from");
		match_tcp_syn(&w->rule);
		end_opened(w);
		RULE(w, "inside", "questions too: their answers are listened to");
		match_dport(&w->rule, IPPROTO_UDP, 53);
		end_opened(w);
	}
	chain_goto(w, "inside", "screen");
}

static void write_forward(struct table_writer *w)
{
	chain_by_interface(w, w->t->wan, "forward", "outside", "from outside");
	chain_inside_goto(w, "forward", "inside");
	write_outside(w);
	write_inside(w);
}

static void write_answers(struct table_writer *w)
{
	RULE(w, "answers", "to what was judged");
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_return(&w->rule);
	END(w);
	for (int f = FAMILY_V4; f <= FAMILY_V6; f++)
		write_listed(w, "answers", f, false);
	chain_goto(w, "answers", "replies");
}

static void write_replies(struct table_writer *w)
{
	RULE(w, "replies", "those of a blocked connection stop too");
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	do_goto(&w->rule, "refuse");
	END(w);
	table_write_dns_replies(w, "replies", false);
}

static void write_output(struct table_writer *w)
{
	static const uint8_t icmp[] = { IPPROTO_ICMP, IPPROTO_ICMPV6 };

	chain_accept_lo(w, "output", match_oifname);

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
	write_new(w, "output", w->m.fresh | w->m.opened);
	chain_goto(w, "output", "screen");
}

static void write_input(struct table_writer *w)
{
	const struct conf_list *ports = &w->t->config->proxy_ports;
	const int64_t *port = ports->items;

	chain_accept_lo(w, "input", match_iifname);
	table_write_dns_replies(w, "input", true);
	write_new(w, "input", w->m.fresh | w->m.opened);
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

/* What is not decided by the address: answers, who is left alone, what was
 * blocked before. */
static void write_before_address(struct table_writer *w, const char *chain)
{
	/* Answers first: they are the most. */
	RULE(w, chain, "answers to what was judged");
	match_reply(&w->rule);
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	do_return(&w->rule);
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
	 * an answer to the SYN, and not for days. */
	RULE(w, chain, "the same ports again: forget the last of them");
	match_tcp_syn(&w->rule);
	match_expires(&w->rule, SYN_SENT_SECONDS);
	do_ct_mark(&w->rule, ~w->m.mask | w->m.opened, w->m.fresh);
	END(w);

	RULE(w, chain, "blocked before");
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	do_goto(&w->rule, "refuse");
	END(w);
}

static void write_screen(struct table_writer *w)
{
	write_before_address(w, "screen");
	for (int f = FAMILY_V4; f <= FAMILY_V6; f++)
		write_listed(w, "screen", f, false);
	table_embedded_jump(w, "screen");
	chain_goto(w, "screen", vendor_chain_onward(w));

	/* To an address of this gateway, which no list has. The kernel reads
	 * a map through from each base chain that leads to it, at every
	 * change: here it would for nothing. */
	write_before_address(w, "screen-input");
	chain_goto(w, "screen-input", vendor_chain_onward(w));
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
	chain_queue_fresh(w, QUEUE_TCP);
	RULE(w, "names", "or where somebody says that it does");
	match_tcp_syn(&w->rule);
	chain_queue(w, QUEUE_TCP);
	RULE(w, "names", "QUIC on any port, each connection of it");
	match_l4proto(&w->rule, IPPROTO_UDP);
	match_bytes(&w->rule, 8, "\xc0", "\xc0", 1);
	chain_queue(w, QUEUE_UDP);
}

static void write_names(struct table_writer *w)
{
	if (w->t->config->strict)
		write_strict(w);
	RULE(w, "names", "judged before");
	match_ct_mark(&w->rule, w->m.pass, w->m.pass);
	do_return(&w->rule);
	END(w);

	if (!w->t->judging)
		return;
	if (w->t->config->fallback_resolvers.n > 0) {
		RULE(w, "names", NULL);
		match_state(&w->rule, STATE_NEW);
		do_jump(&w->rule, "fallback");
		END(w);
	}
	RULE(w, "names", "the first data of a new connection");
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_payload(&w->rule);
	chain_queue_fresh(w, QUEUE_TCP);
	RULE(w, "names", "TLS, HTTP, DNS over TCP: segments with data");
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_payload(&w->rule);
	chain_queue(w, QUEUE_TCP);

	RULE(w, "names", "QUIC");
	match_dport(&w->rule, IPPROTO_UDP, 443);
	chain_queue(w, QUEUE_UDP);
}

/* --- second transaction ---------------------------------------------- */

void table_switch(const struct table *t, struct batch *b)
{
	struct table_writer w = {
		.rule = { .batch = b, .table = TABLE_NAME },
		.t = t, .m = marks_of(t->config),
	};
	const struct intervals *iv = t->intervals;

	for (size_t i = 0; i < NCHAINS; i++)
		if (strcmp(chains[i].name, MARKER_CHAIN) != 0)
			object_flush_chain(b, TABLE_NAME, chains[i].name);
	for (size_t i = 0; i < iv->nchains; i++)
		if (iv->chains[i].intervals > 0)
			object_flush_chain(b, TABLE_NAME,
					   iv->chains[i].name);
	if (t->config->mode == MODE_OFF)
		return;

	write_forward(&w);
	write_answers(&w);
	write_replies(&w);
	write_output(&w);
	write_input(&w);
	write_screen(&w);
	table_embedded_write(&w);
	vendor_chain_write_ports(&w);
	write_names(&w);
	for (size_t i = 0; i < iv->nchains; i++)
		if (iv->chains[i].intervals > 0)
			vendor_chain_write(&w, &iv->chains[i]);
	table_write_dns(&w);
	fastpath_write(&w);
	commit_write(&w);
}

/* What proves which lists the kernel holds. */
void table_mark(const struct table *t, struct batch *b)
{
	struct table_writer w = {
		.rule = { .batch = b, .table = TABLE_NAME },
		.t = t, .m = marks_of(t->config),
	};
	char text[MARKER_TEXT];

	fastpath_reset(&w);
	marker_format(&t->marker, text);
	object_flush_chain(b, TABLE_NAME, MARKER_CHAIN);
	RULE(&w, MARKER_CHAIN, text);
	do_return(&w.rule);
	END(&w);
}

void table_digest(const struct table *t, struct netlink *n,
		  char out[MARKER_RULES_TEXT])
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct table unmarked = *t;
	struct sha256_ctx sha;
	struct batch b;

	unmarked.marker.edition = 0;
	batch_begin(&b, n);
	table_prepare(&unmarked, &b);
	table_switch(&unmarked, &b);
	sha256_init(&sha);
	for (size_t at = 0; at < b.out.len; ) {
		struct nlmsghdr *nlh = (void *)(b.out.p + at);

		nlh->nlmsg_seq = 0;
		sha256_update(&sha, nlh->nlmsg_len, (const uint8_t *)nlh);
		at += MNL_ALIGN(nlh->nlmsg_len);
	}
	sha256_digest(&sha, sizeof(sum), sum);
	for (size_t i = 0; i < (MARKER_RULES_TEXT - 1) / 2; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
	batch_done(&b);
}

/* --- what can go ----------------------------------------------------- */

bool table_has_chain(const struct table *t, const char *name)
{
	for (size_t i = 0; i < NCHAINS; i++)
		if (strcmp(chains[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < t->intervals->nchains; i++)
		if (t->intervals->chains[i].intervals > 0 &&
		    strcmp(t->intervals->chains[i].name, name) == 0)
			return true;
	return false;
}

bool table_has_counter(const struct table *t, const char *name)
{
	if (strcmp(name, COUNTER_UNJUDGED_PASSED) == 0 ||
	    strcmp(name, COUNTER_UNJUDGED_REFUSED) == 0 ||
	    strcmp(name, COUNTER_INVALID) == 0 ||
	    strcmp(name, COUNTER_FORGED) == 0)
		return true;
	return strncmp(name, "vendor-", 7) == 0 && table_has_chain(t, name);
}

bool table_chains_complete(char *const *names, size_t n)
{
	for (size_t i = 0; i < NCHAINS; i++) {
		size_t k = 0;

		while (k < n && strcmp(names[k], chains[i].name) != 0)
			k++;
		if (k == n)
			return false;
	}
	return true;
}
