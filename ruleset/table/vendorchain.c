/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel does by itself about a vendor:
 *
 *	vendor-ID	count, log, refuse; or log once and go on
 *	vendor-ID-log	the same for entries that only log
 *	vendor-...-some	addresses restricted on some ports: these ->
 *			vendor-..., the rest goes on
 *	ports		ports restricted at any address -> vendor-...-port,
 *			which do as vendor-...; the rest goes on to names
 */

#include <netinet/in.h>
#include <stdio.h>

#include "ruleset/nft/object.h"
#include "ruleset/policy/ports.h"
#include "ruleset/table/except_rules.h"
#include "ruleset/table/vendorchain.h"

void vendorchain_add(const struct table *t, struct batch *b,
		     const struct vendor_chain *v)
{
	static const char *const words[2][3] = {
		{ "addresses not sure enough to block", "addresses blocked",
		  "addresses observed" },
		{ "ports not sure enough to block", "ports blocked",
		  "ports observed" },
	};
	const struct legend *l = &t->policy->generation->legend;
	char comment[RULE_COMMENT_MAX];

	snprintf(comment, sizeof(comment), "%.60s: %s",
		 l->vendors[v->vendor].title,
		 v->next ? "addresses restricted on some ports only" :
		 words[v->by_port][v->log_only ? 0 : t->policy->modes[
			v->vendor] == MODE_ENFORCE ? 1 : 2]);
	object_add_chain(b, TABLE_NAME, &(struct object_chain) {
		.name = v->name, .comment = comment });
	if (!v->next)
		object_add_counter(b, TABLE_NAME, v->name);
}

const char *vendorchain_onward(const struct table_writer *w)
{
	return w->t->intervals->nports > 0 ? "ports" : INTERVALS_NAMES;
}

/* The log is a rule of its own: a limit never sits on a rule that decides. */
static void write_vendor_log(struct table_writer *w,
			     const struct vendor_chain *v, bool block)
{
	const struct legend *l = &w->t->policy->generation->legend;
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "cordon %s %s",
		 block ? "block" : "log", l->vendors[v->vendor].id);
	RULE(w, v->name, NULL);
	do_limit(&w->rule, 2000, 4000);
	do_log(&w->rule, prefix, (uint16_t)w->t->config->nflog_group, 128);
	END(w);
}

/* Answers to what a listed address has opened. */
static void write_inbound(struct table_writer *w, const struct vendor_chain *v)
{
	const struct legend *l = &w->t->policy->generation->legend;
	char prefix[64];

	if (w->t->config->inbound == REACT_BLOCK)
		return;
	if (w->t->config->inbound == REACT_LOG && !v->next) {
		snprintf(prefix, sizeof(prefix), TABLE_LOG_INBOUND " %s",
			 l->vendors[v->vendor].id);
		RULE(w, v->name, "opened from there: logged once");
		match_l4proto(&w->rule, IPPROTO_TCP);
		match_reply(&w->rule);
		match_ct_mark(&w->rule, w->m.opened | w->m.logged,
			      w->m.opened);
		do_ct_mark(&w->rule, ~0u, w->m.logged);
		do_limit(&w->rule, 2000, 4000);
		do_log(&w->rule, prefix, (uint16_t)w->t->config->nflog_group,
		       128);
		END(w);
	}
	RULE(w, v->name, "opened from there: left alone (inbound)");
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_reply(&w->rule);
	match_ct_mark(&w->rule, w->m.opened, w->m.opened);
	do_goto(&w->rule, "replies");
	END(w);
}

static void write_rules(struct table_writer *w, const struct vendor_chain *v)
{
	bool block = !v->log_only &&
		     w->t->policy->modes[v->vendor] == MODE_ENFORCE;
	const char *onward = v->by_port ? INTERVALS_NAMES :
					  vendorchain_onward(w);

	except_rules_write(w, v, onward);
	if (block) {
		RULE(w, v->name, NULL);
		do_counter(&w->rule, v->name);
		END(w);
		write_vendor_log(w, v, true);
		RULE(w, v->name, NULL);
		do_goto(&w->rule, "refuse");
		END(w);
		return;
	}
	RULE(w, v->name, "logged once a connection");
	match_ct_mark(&w->rule, w->m.logged, w->m.logged);
	do_goto(&w->rule, onward);
	END(w);
	RULE(w, v->name, NULL);
	do_counter(&w->rule, v->name);
	do_ct_mark(&w->rule, ~0u, w->m.logged);
	END(w);
	write_vendor_log(w, v, false);
	RULE(w, v->name, "a name may still block it");
	do_goto(&w->rule, onward);
	END(w);
}

static void write_port(struct table_writer *w, const char *chain,
		       uint8_t transport, uint16_t port, const char *target)
{
	RULE(w, chain, NULL);
	match_dport(&w->rule, transport, port);
	do_goto(&w->rule, target);
	END(w);
}

static void write_some_ports(struct table_writer *w,
			     const struct vendor_chain *v)
{
	uint16_t ports[PORTS_MAX];
	size_t n = ports_of(v->class, ports);

	for (size_t i = 0; i < n; i++) {
		write_port(w, v->name, IPPROTO_TCP, ports[i], v->next->name);
		write_port(w, v->name, IPPROTO_UDP, ports[i], v->next->name);
	}
	RULE(w, v->name, "other ports are not restricted here");
	do_goto(&w->rule, vendorchain_onward(w));
	END(w);
}

void vendorchain_write(struct table_writer *w, const struct vendor_chain *v)
{
	write_inbound(w, v);
	if (v->next)
		write_some_ports(w, v);
	else
		write_rules(w, v);
}

void vendorchain_write_ports(struct table_writer *w)
{
	const struct intervals *iv = w->t->intervals;

	if (iv->nports == 0)
		return;
	for (size_t i = 0; i < iv->nports; i++)
		write_port(w, "ports", iv->ports[i].transport,
			   iv->ports[i].port, iv->ports[i].chain->name);
	RULE(w, "ports", NULL);
	do_goto(&w->rule, INTERVALS_NAMES);
	END(w);
}
