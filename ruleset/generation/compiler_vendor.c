/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a vendor of the catalogue adds to a generation. */

#include <netinet/in.h>

#include "lib/prefix.h"
#include "ruleset/generation/compiler.h"

static void add_bases(struct compiler *c, const struct vendor *v)
{
	const struct basis *bases = v->bases.items;

	for (size_t i = 0; i < v->bases.n; i++) {
		struct legend_basis b = basis_legend(&bases[i]);

		legend_add_basis(&c->legend, &b);
	}
}

static void add_vendor_names(struct compiler *c, const struct vendor *v,
			     struct legend_class class)
{
	const struct vendor_name *names = v->names.items;

	for (size_t i = 0; i < v->names.n; i++) {
		const struct vendor_name *n = &names[i];

		class.action = n->enforce ? LEGEND_BLOCK : LEGEND_LOG;
		class.role = n->role;
		class.source = n->source;
		class.confidence = n->confidence;
		compiler_add_name(c, n->name, n->match == MATCH_EXACT,
				  legend_add_class(&c->legend, &class),
				  n->line);
	}
}

static void add_vendor_prefixes(struct compiler *c, const struct vendor *v,
				struct legend_class class)
{
	const struct vendor_prefix *prefixes = v->prefixes.items;
	const int64_t *port = v->prefix_ports.items;
	struct buffer ports = { 0 };
	struct prefix parsed;

	for (size_t i = 0; i < v->prefix_ports.n; i++)
		buffer_printf(&ports, "%s%d", i ? " " : "", (int)port[i]);
	class.ports = ports.p;
	for (size_t i = 0; i < v->prefixes.n; i++) {
		const struct vendor_prefix *p = &prefixes[i];

		if (!prefix_parse(p->prefix, &parsed))
			continue;
		class.action = p->shared ? LEGEND_SHOW :
			       p->enforce ? LEGEND_BLOCK : LEGEND_LOG;
		class.role = p->role;
		class.source = p->source;
		class.confidence = p->confidence;
		compiler_add_prefix(c, &parsed,
				    legend_add_class(&c->legend, &class),
				    p->line);
	}
	buffer_done(&ports);
}

static void add_vendor_ports(struct compiler *c, const struct vendor *v,
			     struct legend_class class)
{
	const struct vendor_port *ports = v->ports.items;

	for (size_t i = 0; i < v->ports.n; i++) {
		const struct vendor_port *p = &ports[i];

		class.action = p->enforce ? LEGEND_BLOCK : LEGEND_LOG;
		class.role = p->role;
		class.source = p->source;
		class.confidence = p->confidence;
		legend_add_port(&c->legend, &(struct legend_port) {
			.class = legend_add_class(&c->legend, &class),
			.port = (uint16_t)p->port,
			.transport = p->transport == TRANSPORT_UDP ?
				     IPPROTO_UDP : IPPROTO_TCP,
			.line = p->line,
		});
	}
}

void compiler_add_vendor(struct compiler *c, const struct vendor *v)
{
	struct legend_class class = { .list = 0 };

	if (v->is_class)
		return;		/* nothing to match by */
	class.list = compiler_list(c, v->file);
	class.vendor = compiler_vendor(c, v->id, v->title, v->as_of);
	add_bases(c, v);
	add_vendor_names(c, v, class);
	add_vendor_prefixes(c, v, class);
	add_vendor_ports(c, v, class);
}
