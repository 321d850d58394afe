/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes where connections' data begins. */

#include <stdio.h>	/* before libnftnl, which needs it */

#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "lib/array.h"
#include "ruleset/table/starts.h"

#define SPOKEN STARTS_SPOKEN_CHAIN

enum {
	PLACES = 65536,
	/* Longer than anybody's first data lets wait, where no byte to keep
	 * its connection alive is answered either. */
	TIMEOUT_MS = 24 * 3600 * 1000,
	GC_MS = 60 * 1000,
	/* nft's number for marks, in its host's order, and two of them. */
	TYPE_MARK = 19, TYPE_BITS = 6,
	/* Any: it is asked for by name. Table digests have it. */
	ID = 0x7fffffff,
	KEY_BYTES = 2 * sizeof(uint32_t),
};

static void describe(struct nftnl_set *s)
{
	struct nftnl_udata_buf *u =
		nftnl_udata_buf_alloc(NFTNL_UDATA_COMMENT_MAXLEN * 2);

	nftnl_udata_put_strz(u, NFTNL_UDATA_SET_COMMENT,
			     "connections without data, and what their "
			     "first will say");
	nftnl_set_set_data(s, NFTNL_SET_USERDATA, nftnl_udata_buf_data(u),
			   nftnl_udata_buf_len(u));
	nftnl_udata_buf_free(u);
}

struct starts_name starts_name(unsigned number)
{
	struct starts_name n;

	snprintf(n.text, sizeof(n.text), "starts%c", '0' + (char)number);
	return n;
}

void starts_create(const struct table *t, struct batch *b)
{
	struct starts_name name = starts_name(t->starts);
	struct nlmsghdr *nlh = batch_message(b, NFT_MSG_NEWSET, NLM_F_CREATE,
					     "set of connections' starts");
	struct nftnl_set *s = nftnl_set_alloc();

	nftnl_set_set_str(s, NFTNL_SET_TABLE, TABLE_NAME);
	nftnl_set_set_str(s, NFTNL_SET_NAME, name.text);
	nftnl_set_set_u32(s, NFTNL_SET_FAMILY, NFPROTO_INET);
	nftnl_set_set_u32(s, NFTNL_SET_ID, ID);
	nftnl_set_set_u32(s, NFTNL_SET_FLAGS,
			  NFT_SET_EVAL | NFT_SET_TIMEOUT);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_TYPE,
			  TYPE_MARK << TYPE_BITS | TYPE_MARK);
	nftnl_set_set_u32(s, NFTNL_SET_KEY_LEN, KEY_BYTES);
	nftnl_set_set_u32(s, NFTNL_SET_DESC_SIZE, PLACES);
	nftnl_set_set_u64(s, NFTNL_SET_TIMEOUT, TIMEOUT_MS);
	nftnl_set_set_u32(s, NFTNL_SET_GC_INTERVAL, GC_MS);
	describe(s);
	nftnl_set_nlmsg_build_payload(nlh, s);
	batch_end_message(b, nlh);
	nftnl_set_free(s);
}

static bool are_noted(const struct table_writer *w)
{
	return w->t->judging && w->t->config->mode == MODE_ENFORCE &&
	       !w->t->config->strict;
}

/* On a connection, that it is in the set of now. */
static uint32_t mark_of(const struct table_writer *w)
{
	uint32_t low = w->m.noted & -w->m.noted;

	return w->t->starts == STARTS_SETS ? w->m.noted :
	       w->t->starts == 1 ? low : w->m.noted & ~low;
}

/* Begins a rule for connections that are in the set of now. */
static void begin_noted(struct table_writer *w, const char *chain,
			const char *comment)
{
	RULE(w, chain, comment);
	match_ct_mark(&w->rule, w->m.noted, mark_of(w));
}

/* The server has said more than its SYN. At no time is there no note; where
 * there is no place for it, the connection is to be believed. */
static void write_spoken(struct table_writer *w, const char *set)
{
	RULE(w, SPOKEN, "where its client goes on");
	do_note(&w->rule, set, TCP_ACKSEQ);
	do_forget(&w->rule, set, TCP_SEQUENCE);
	END(w);
	RULE(w, SPOKEN, "the set is full");
	match_not_noted(&w->rule, set, TCP_ACKSEQ);
	do_ct_mark(&w->rule, ~w->m.noted, 0);
	END(w);
}

void starts_note(struct table_writer *w, const char *chain)
{
	if (!are_noted(w))
		return;
	begin_noted(w, chain, "its server speaks before it");
	match_tcp_ack(&w->rule);
	do_jump(&w->rule, SPOKEN);
	END(w);
}

void starts_note_new(struct table_writer *w, const char *chain)
{
	const struct starts_name set = starts_name(w->t->starts);

	for (int last = 1; are_noted(w) && last >= 0; last--) {
		RULE(w, chain, last ? "a new connection: its own number" :
				      "a new connection: its server's number");
		match_ct_mark(&w->rule, w->m.fresh | w->m.noted, w->m.fresh);
		if (last)
			match_last_byte(&w->rule, TCP_SEQUENCE, 0xff);
		do_note(&w->rule, set.text, last ? TCP_ACKSEQ : TCP_SEQUENCE);
		do_ct_mark(&w->rule, ~w->m.noted, mark_of(w));
		END(w);
	}
}

static void write_noted(struct table_writer *w)
{
	const struct starts_name set = starts_name(w->t->starts);

	begin_noted(w, STARTS_CHAIN, "it answers its server");
	match_noted(&w->rule, set.text, TCP_ACKSEQ);
	do_forget_noted(&w->rule, set.text);
	chain_queue_fresh(w, QUEUE_TCP);
	begin_noted(w, STARTS_CHAIN, "its server awaits it");
	match_noted(&w->rule, set.text, TCP_SEQUENCE);
	do_forget_noted(&w->rule, set.text);
	chain_queue_fresh(w, QUEUE_TCP);
	begin_noted(w, STARTS_CHAIN, "neither: its client sends it again");
	do_count(&w->rule);
	do_drop(&w->rule);
	END(w);
}

void starts_write(struct table_writer *w)
{
	if (are_noted(w)) {
		write_spoken(w, starts_name(w->t->starts).text);
		write_noted(w);
	}
	RULE(w, STARTS_CHAIN, "nothing tells");
	chain_queue_fresh(w, QUEUE_TCP);
}

void starts_forget(struct table_writer *w, const char *chain)
{
	static const enum tcp_number numbers[] = { TCP_ACKSEQ, TCP_SEQUENCE };
	const struct starts_name set = starts_name(w->t->starts);

	for (size_t i = 0; are_noted(w) && i < ARRAY_SIZE(numbers); i++) {
		begin_noted(w, chain, "it ends without data");
		match_tcp_end(&w->rule);
		match_noted(&w->rule, set.text, numbers[i]);
		do_forget_noted(&w->rule, set.text);
		do_ct_mark(&w->rule, ~w->m.noted, 0);
		END(w);
	}
}
