/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the chains of a table have in common. */

#include "ruleset/table/chain.h"

void chain_by_interface(struct table_writer *w, const struct conf_list *list,
			const char *chain, const char *target,
			const char *comment)
{
	char *const *names = list->items;

	for (size_t i = 0; i < list->n; i++) {
		RULE(w, chain, comment);
		match_iifname(&w->rule, names[i]);
		if (target)
			do_goto(&w->rule, target);
		else
			do_accept(&w->rule);
		END(w);
	}
}

void chain_accept_lo(struct table_writer *w, const char *chain,
		     void (*match)(struct rule_builder *, const char *))
{
	RULE(w, chain, NULL);
	match(&w->rule, "lo");
	do_accept(&w->rule);
	END(w);
}

void chain_goto(struct table_writer *w, const char *chain, const char *target)
{
	RULE(w, chain, NULL);
	do_goto(&w->rule, target);
	END(w);
}

void chain_inside_goto(struct table_writer *w, const char *chain,
		       const char *target)
{
	if (w->t->config->lan.n > 0) {
		chain_by_interface(w, &w->t->config->lan, chain, target,
				   "inside");
		return;
	}
	chain_goto(w, chain, target);
}

void chain_new(struct table_writer *w, const char *chain, uint32_t set)
{
	RULE(w, chain, "a new connection");
	match_tcp_syn(&w->rule);
	match_state(&w->rule, STATE_NEW);
	do_ct_mark(&w->rule, ~w->m.mask, set);
	END(w);
}

void chain_retry(struct table_writer *w, const char *chain)
{
	RULE(w, chain, "its server asks for another hello: judge that too");
	match_ct_mark(&w->rule, w->m.pass | w->m.block, w->m.pass);
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_data(&w->rule, 11, "\xcf\x21\xad\x74\xe5\x9a\x61\x11", 8);
	match_data(&w->rule, 0, "\x16\3", 2);
	match_data(&w->rule, 5, "\2", 1);
	do_ct_mark(&w->rule, ~w->m.pass, 0);
	END(w);
}

void chain_listed(struct table_writer *w, const char *chain, enum family f,
		  bool source)
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

static void return_for(struct table_writer *w, const char *chain,
		       enum interval_set set, const char *comment, bool source)
{
	for_each_family(f) {
		struct edition_name n =
			edition_set_name(w->t->marker.edition, set, f);

		RULE(w, chain, comment);
		if (source)
			match_source(&w->rule, f, n.text);
		else
			match_destination(&w->rule, f, n.text);
		do_return(&w->rule);
		END(w);
	}
}

void chain_return_for(struct table_writer *w, const char *chain,
		      enum interval_set set, const char *comment)
{
	return_for(w, chain, set, comment, set == SET_EXEMPT);
}

void chain_return_answer_for(struct table_writer *w, const char *chain,
			     enum interval_set set, const char *comment)
{
	return_for(w, chain, set, comment, set != SET_EXEMPT);
}

static void queue(struct table_writer *w, enum queue_kind kind, uint32_t mark)
{
	const struct table *t = w->t;

	/* Undecided, it keeps this bit (nfq/worker/hearing.c); where questions
	 * are queued the kernel still steers by marks. */
	if (t->guarded && kind != QUEUE_DNS)
		mark |= w->m.screened;
	do_mark(&w->rule, ~w->m.mask, mark);
	do_queue(&w->rule, t->native_queue,
		 queues_number(&t->queues, kind, 0),
		 (uint16_t)t->queues.workers);
	END(w);
}

void chain_queue(struct table_writer *w, enum queue_kind kind)
{
	queue(w, kind, w->m.pending);
}

void chain_queue_astray(struct table_writer *w, enum queue_kind kind)
{
	queue(w, kind, w->m.pending | w->m.astray);
}

void chain_queue_behind(struct table_writer *w, enum queue_kind kind)
{
	match_ct_mark(&w->rule, w->m.begun, w->m.begun);
	queue(w, kind, w->m.pending | w->m.behind);
}

void chain_queue_fresh(struct table_writer *w, enum queue_kind kind)
{
	match_ct_mark(&w->rule, w->m.fresh, w->m.fresh);
	do_ct_mark(&w->rule, ~(w->m.fresh | w->m.noted), w->m.begun);
	queue(w, kind, w->m.pending | w->m.fresh);
}
