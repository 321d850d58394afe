/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What exceptions look like in the kernel. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <string.h>

#include "ruleset/table/except_rules.h"

enum { RATE = 2000, BURST = 4000, HEADERS = 128 };

static void start(struct table_writer *w, const struct vendor_chain *v,
		  const struct exception *e, const char *comment)
{
	RULE(w, v->name, comment);
	if (e->by_mac)
		match_source_mac(&w->rule, e->mac);
	else
		match_source_prefix(&w->rule, &e->prefix);
	match_before(&w->rule, e->end);
}

/* All of the vendor: logged once a connection, as what is only observed. */
static void write_whole(struct table_writer *w, const struct vendor_chain *v,
			const struct exception *e, const char *vendor,
			const char *onward)
{
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "cordon except %s", vendor);
	start(w, v, e, e->id);
	match_ct_mark(&w->rule, w->m.logged, 0);
	do_ct_mark(&w->rule, ~0u, w->m.logged);
	do_limit(&w->rule, RATE, BURST);
	do_log(&w->rule, prefix, (uint16_t)w->t->config->nflog_group,
	       HEADERS);
	END(w);
	start(w, v, e, e->id);
	do_goto(&w->rule, onward);
	END(w);
}

/* A role or name of it, which only shows in what cordond reads. */
static void write_narrow(struct table_writer *w, const struct vendor_chain *v,
			 const struct exception *e, const char *onward)
{
	start(w, v, e, e->id);
	match_l4proto(&w->rule, IPPROTO_TCP);
	do_goto(&w->rule, onward);
	END(w);
	start(w, v, e, e->id);
	match_dport(&w->rule, IPPROTO_UDP, 443);
	do_goto(&w->rule, onward);
	END(w);
}

/* A role, where the rules are for ports: each has its own. A name is none of
 * theirs. */
static void write_ports(struct table_writer *w, const struct vendor_chain *v,
			const struct exception *e, const char *onward)
{
	const struct intervals *iv = w->t->intervals;

	for (size_t i = 0; i < iv->nports; i++) {
		const struct port_chain *p = &iv->ports[i];

		if (p->chain != v || *e->name || strcmp(p->role, e->role) != 0)
			continue;
		start(w, v, e, e->id);
		match_dport(&w->rule, p->transport, p->port);
		do_goto(&w->rule, onward);
		END(w);
	}
}

void except_rules_write(struct table_writer *w, const struct vendor_chain *v,
			const char *onward)
{
	const struct exceptions *x = w->t->exceptions;
	const char *vendor =
		w->t->policy->generation->legend.vendors[v->vendor].id;

	for (size_t i = 0; x && i < x->nactive; i++) {
		const struct exception *e = x->active[i];

		if (*e->vendor && strcmp(e->vendor, vendor) != 0)
			continue;
		if (!exception_is_narrow(e))
			write_whole(w, v, e, vendor, onward);
		else if (v->by_port)
			write_ports(w, v, e, onward);
		else if (w->t->judging)
			write_narrow(w, v, e, onward);
	}
}
