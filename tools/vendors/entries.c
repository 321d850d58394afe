/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers what a vendor is known by. */

#include <stdio.h>

#include "lib/alloc.h"
#include "tools/vendors/entries.h"

static struct vendors_entry *next_entry(struct vendors_entries *all)
{
	all->items = xgrow(all->items, all->n, sizeof(*all->items));
	all->items[all->n] = (struct vendors_entry) { .role = "" };
	return &all->items[all->n++];
}

void vendors_entries_names(struct vendors_entries *all,
			   const struct vendors *v, const struct vendor *of)
{
	const struct vendor_name *n = of->names.items;

	for (size_t i = 0; i < of->names.n; i++) {
		struct vendors_entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s%s",
			 n[i].match == MATCH_SUFFIX ? "*." : "", n[i].name);
		e->role = n[i].role;
		e->source = n[i].source;
		e->date = n[i].date;
		e->confidence = n[i].confidence;
		e->enforce = n[i].enforce;
		e->effect = vendors_effect(v, of, n[i].role,
					   n[i].enforce, false);
	}
}

void vendors_entries_prefixes(struct vendors_entries *all,
			      const struct vendors *v,
			      const struct vendor *of)
{
	const struct vendor_prefix *x = of->prefixes.items;

	for (size_t i = 0; i < of->prefixes.n; i++) {
		struct vendors_entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s", x[i].prefix);
		e->role = x[i].role;
		e->source = x[i].source;
		e->date = x[i].date;
		e->confidence = x[i].confidence;
		e->enforce = x[i].enforce;
		e->effect = vendors_effect(v, of, x[i].role,
					   x[i].enforce, x[i].shared);
	}
}

void vendors_entries_ports(struct vendors_entries *all,
			   const struct vendors *v, const struct vendor *of)
{
	const struct vendor_port *x = of->ports.items;

	for (size_t i = 0; i < of->ports.n; i++) {
		struct vendors_entry *e = next_entry(all);

		snprintf(e->text, sizeof(e->text), "%s %d, any address",
			 x[i].transport == TRANSPORT_UDP ? "UDP" : "TCP",
			 (int)x[i].port);
		e->role = x[i].role;
		e->source = x[i].source;
		e->date = x[i].date;
		e->confidence = x[i].confidence;
		e->enforce = x[i].enforce;
		e->effect = vendors_effect(v, of, x[i].role,
					   x[i].enforce, false);
	}
}
