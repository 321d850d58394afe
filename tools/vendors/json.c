/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon vendors show ID --json */

#include <stdio.h>

#include "lib/json.h"
#include "tools/vendors/vendors.h"

static void put_bases(struct json *j, const struct vendors *v,
		      const struct vendor *of)
{
	const struct vendor_basis *b = of->bases.items;

	json_open(j, "bases", '[');
	for (size_t i = 0; i < of->bases.n; i++) {
		char *const *off = b[i].roles_off.items;

		json_open(j, NULL, '{');
		json_text(j, "id", b[i].id);
		json_bool(j, "in_force", vendors_basis_holds(v, of, &b[i]));
		json_text(j, "authority", b[i].authority);
		json_text(j, "citation", b[i].cite);
		json_text(j, "dates", b[i].dates);
		json_text(j, "binds", b[i].binds);
		json_text(j, "leaves_out", b[i].leaves_out);
		json_open(j, "roles_off", '[');
		for (size_t k = 0; k < b[i].roles_off.n; k++)
			json_text(j, NULL, off[k]);
		json_close(j, ']');
		json_text(j, "source", b[i].source);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* What every entry has; its effect and the basis to cite for it. */
static void put_common(struct json *j, const struct vendors *v,
		       const struct vendor *of, const char *role,
		       const char *confidence, const char *source,
		       const char *effect)
{
	const struct vendor_basis *b = vendors_basis(v, of, role);

	json_text(j, "role", role);
	json_text(j, "effect", effect);
	if (b)
		json_text(j, "basis", b->id);
	json_text(j, "confidence", confidence);
	json_text(j, "source", source);
}

static void put_names(struct json *j, const struct vendors *v,
		      const struct vendor *of)
{
	const struct vendor_name *n = of->names.items;

	json_open(j, "names", '[');
	for (size_t i = 0; i < of->names.n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "name", n[i].name);
		json_text(j, "match", n[i].match == MATCH_EXACT ? "exact" :
								  "suffix");
		json_bool(j, "enforce", n[i].enforce);
		json_bool(j, "shared", n[i].shared);
		put_common(j, v, of, n[i].role, n[i].confidence, n[i].source,
			   vendors_effect(v, of, n[i].role, n[i].enforce,
					  false));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_prefixes(struct json *j, const struct vendors *v,
			 const struct vendor *of)
{
	const struct vendor_prefix *p = of->prefixes.items;
	const int64_t *port = of->prefix_ports.items;

	json_open(j, "prefix_ports", '[');
	for (size_t i = 0; i < of->prefix_ports.n; i++)
		json_number(j, NULL, (uint64_t)port[i]);
	json_close(j, ']');
	json_open(j, "prefixes", '[');
	for (size_t i = 0; i < of->prefixes.n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "prefix", p[i].prefix);
		json_bool(j, "enforce", p[i].enforce);
		json_bool(j, "shared", p[i].shared);
		put_common(j, v, of, p[i].role, p[i].confidence, p[i].source,
			   vendors_effect(v, of, p[i].role, p[i].enforce,
					  p[i].shared));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_ports(struct json *j, const struct vendors *v,
		      const struct vendor *of)
{
	const struct vendor_port *p = of->ports.items;

	json_open(j, "ports", '[');
	for (size_t i = 0; i < of->ports.n; i++) {
		json_open(j, NULL, '{');
		json_number(j, "port", (uint64_t)p[i].port);
		json_text(j, "transport",
			  vendor_transport_words[p[i].transport]);
		json_bool(j, "enforce", p[i].enforce);
		put_common(j, v, of, p[i].role, p[i].confidence, p[i].source,
			   vendors_effect(v, of, p[i].role, p[i].enforce,
					  false));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_asns(struct json *j, const struct vendor *of)
{
	const struct vendor_asn *a = of->asns.items;

	json_open(j, "asns", '[');
	for (size_t i = 0; i < of->asns.n; i++) {
		json_open(j, NULL, '{');
		json_signed(j, "n", a[i].n);
		json_text(j, "name", a[i].name ? a[i].name : "");
		json_bool(j, "expand", a[i].expand);
		json_text(j, "confidence", a[i].confidence);
		json_text(j, "source", a[i].source);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void vendors_show_json(const struct vendors *v, const struct vendor *of)
{
	char *const *notes = of->notes.items;
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.vendor/1");
	json_text(&j, "id", of->id);
	json_text(&j, "title", of->title);
	json_bool(&j, "class", of->is_class);
	json_text(&j, "mode", vendors_mode(v, of));
	json_text(&j, "as_of", of->as_of);
	json_text(&j, "file", of->file);
	put_bases(&j, v, of);
	put_names(&j, v, of);
	put_prefixes(&j, v, of);
	put_ports(&j, v, of);
	put_asns(&j, of);
	json_open(&j, "notes", '[');
	for (size_t i = 0; i < of->notes.n; i++)
		json_text(&j, NULL, notes[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}
