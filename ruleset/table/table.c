/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table inet cordon. A packet's way through it:
 *
 *	prerouting, output (raw)	dns-prerouting, dns-output:
 *		a question -> dns-clients, dns-own -> dns-questions: queue
 *	prerouting, output (raw + 10)	dns-commit-...: PENDING -> unjudged
 *	forward, output, input (filter - 20)
 *		-> sides -> outside, inside: who opened it, and is it new?
 *		-> screen: BLOCK -> refuse; listed address -> vendor-...;
 *		   ports: restricted port -> vendor-...; names: PASS -> go on;
 *		   data -> PENDING, queue; the first of a connection by
 *		   way of beginnings
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
 * have different priorities. Of ruleset/table/, sides.c has the chains that
 * packets come to first, screen.c those that decide or queue, starts.c the one
 * for first data, vendorchain.c those of listed addresses and ports, dns.c
 * those for DNS, commit.c those behind the queue.
 */

#include <netinet/in.h>	/* before the kernel's headers */
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>

#include "lib/array.h"
#include "lib/hex.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/commit.h"
#include "ruleset/table/dns.h"
#include "ruleset/table/embedded.h"
#include "ruleset/table/fastpath.h"
#include "ruleset/table/screen.h"
#include "ruleset/table/sides.h"
#include "ruleset/table/starts.h"
#include "ruleset/table/table.h"
#include "ruleset/table/vendorchain.h"

/* --- what there is --------------------------------------------------- */

enum {
	SCREEN = NF_IP_PRI_FILTER + TABLE_SCREEN_PRIORITY,
	COMMIT = NF_IP_PRI_FILTER + TABLE_COMMIT_PRIORITY,
	DNS = NF_IP_PRI_RAW, DNS_COMMIT = NF_IP_PRI_RAW + 10,
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

	{ .name = "sides",
	  .comment = "which side it comes from; what comes back was seen" },
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
	{ .name = EMBEDDED_CHAIN,
	  .comment = "IPv6 addresses that stand for an IPv4 one" },
	{ .name = "ports",
	  .comment = "what a vendor restricts at any address" },
	{ .name = "screen-input",
	  .comment = "the same for what comes to this gateway itself" },
	{ .name = "names",
	  .comment = "data of a connection not judged yet goes to cordond" },
	{ .name = STARTS_CHAIN,
	  .comment = "the first data of a connection, or what looks like it" },
	{ .name = STARTS_SPOKEN_CHAIN,
	  .comment = "servers that speak before their clients" },
	{ .name = "answered",
	  .comment = "answers to SYNs: a connection begins, and where" },
	{ .name = "dns-clients",
	  .comment = "questions of clients, forwarded or to a resolver here" },
	{ .name = "dns-own", .comment = "questions of this gateway itself" },
	{ .name = "dns-questions", .comment = "each goes to cordond" },
	{ .name = "dns-asked",
	  .comment = "the same, where those on other ports do, too" },
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

/* Beside one of each vendor's chain. */
static const char *const counters[] = {
	COUNTER_UNJUDGED_PASSED, COUNTER_UNJUDGED_REFUSED, COUNTER_INVALID,
	COUNTER_FORGED, COUNTER_UNOPENED,
};

/* --- first transaction ----------------------------------------------- */

void table_prepare(const struct table *t, struct batch *b)
{
	object_add_table(b, TABLE_NAME);
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++)
		object_add_counter(b, TABLE_NAME, counters[i]);
	starts_create(t, b);
	for (size_t i = 0; i < NCHAINS; i++)
		object_add_chain(b, TABLE_NAME, &chains[i]);
	for (size_t i = 0; i < t->intervals->nchains; i++)
		if (t->intervals->chains[i].intervals > 0)
			vendorchain_add(t, b, &t->intervals->chains[i]);
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

	sides_write(&w);
	screen_write(&w);
	embedded_write(&w);
	vendorchain_write_ports(&w);
	screen_write_names(&w);
	for (size_t i = 0; i < iv->nchains; i++)
		if (iv->chains[i].intervals > 0)
			vendorchain_write(&w, &iv->chains[i]);
	dns_write(&w);
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
	unmarked.starts = 1;
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
	hex_format(sum, (MARKER_RULES_TEXT - 1) / 2, out);
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

bool table_has_set(const struct table *t, const char *name)
{
	return strcmp(name, starts_name(t->starts).text) == 0 ||
	       edition_has(t->marker.edition, name);
}

bool table_has_counter(const struct table *t, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++)
		if (strcmp(name, counters[i]) == 0)
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
