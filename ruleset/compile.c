/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Catalogue and local lists in, names.idx and prefixes.idx out. */

#include <endian.h>
#include <nettle/sha2.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/catalogue.h"
#include "ruleset/compile.h"
#include "ruleset/legend.h"
#include "ruleset/list.h"
#include "ruleset/names.h"
#include "ruleset/prefixes.h"

struct compiler {
	struct compiled *out;
	struct legend_builder legend;
	struct names_builder *names;
	struct prefixes_builder *prefixes;
	uint16_t vendor;	/* whose entries are being added */
	uint16_t class;		/* of the local list being read */
};

static uint16_t open_list(struct compiler *c, const char *path)
{
	struct compiled *out = c->out;

	out->lists = xgrow(out->lists, out->nlists, sizeof(*out->lists));
	out->lists[out->nlists++] = (struct compiled_list) {
		.path = xstrdup(path),
	};
	return legend_add_list(&c->legend, path);
}

static void add_name(struct compiler *c, const char *name, bool exact,
		     uint16_t class, unsigned line)
{
	names_builder_add(c->names, name, exact, class, line);
	legend_count_name(&c->legend, c->vendor);
	c->out->lists[c->out->nlists - 1].names++;
}

static void add_prefix(struct compiler *c, const struct prefix *p,
		       uint16_t class, unsigned line)
{
	prefixes_builder_add(c->prefixes, p, class, line);
	legend_count_prefix(&c->legend, c->vendor);
	c->out->lists[c->out->nlists - 1].prefixes++;
}

/* --- the catalogue --------------------------------------------------- */

static void add_bases(struct compiler *c, const struct vendor *v)
{
	const struct vendor_basis *bases = v->bases.items;

	for (size_t i = 0; i < v->bases.n; i++) {
		char *const *off = bases[i].roles_off.items;
		struct buffer roles = { 0 };

		for (size_t k = 0; k < bases[i].roles_off.n; k++)
			buffer_printf(&roles, " %s ", off[k]);
		legend_add_basis(&c->legend, &(struct legend_basis) {
			.id = bases[i].id, .authority = bases[i].authority,
			.cite = bases[i].cite, .binds = bases[i].binds,
			.dates = bases[i].dates, .roles_off = roles.p,
		});
		buffer_done(&roles);
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
		add_name(c, n->name, n->match == MATCH_EXACT,
			 legend_add_class(&c->legend, &class), n->line);
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
		add_prefix(c, &parsed, legend_add_class(&c->legend, &class),
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

static void add_catalogue(struct compiler *c, const struct catalogue *cat)
{
	for (size_t i = 0; i < cat->n; i++) {
		const struct vendor *v = &cat->vendors[i];
		struct legend_class class = { .list = 0 };

		if (v->is_class)
			continue;	/* nothing to match by */
		class.list = open_list(c, v->file);
		c->vendor = legend_add_vendor(&c->legend, v->id, v->title,
					      v->as_of);
		class.vendor = c->vendor;
		add_bases(c, v);
		add_vendor_names(c, v, class);
		add_vendor_prefixes(c, v, class);
		add_vendor_ports(c, v, class);
	}
}

/* --- the local lists ------------------------------------------------- */

static void add_local(const struct list_entry *e, void *arg)
{
	struct compiler *c = arg;

	if (e->kind == LIST_PREFIX)
		add_prefix(c, &e->prefix, c->class, e->line);
	else
		add_name(c, e->name, e->kind == LIST_EXACT, c->class, e->line);
}

struct local_list {
	const char *path;
	enum legend_action action;
};

enum { LOCAL_LISTS = 3 };

static void local_lists(const struct config *config,
			struct local_list lists[LOCAL_LISTS])
{
	lists[0] = (struct local_list) { config->block_list, LEGEND_BLOCK };
	lists[1] = (struct local_list) { config->allow_list, LEGEND_ALLOW };
	lists[2] = (struct local_list) { config->protect_list,
					 LEGEND_PROTECT };
}

static void add_local_lists(struct compiler *c, const struct config *config,
			    struct conf_report *report)
{
	struct local_list lists[LOCAL_LISTS];

	c->vendor = legend_add_vendor(&c->legend, "local",
				      "Rules of this gateway", "");
	local_lists(config, lists);
	for (size_t i = 0; i < LOCAL_LISTS; i++) {
		struct legend_class class = {
			.vendor = c->vendor,
			.list = open_list(c, lists[i].path),
			.action = lists[i].action, .role = "local",
			.source = lists[i].path, .confidence = "local",
		};

		c->class = legend_add_class(&c->legend, &class);
		list_read(lists[i].path, NULL, report, add_local, c);
	}
}

/* --- together -------------------------------------------------------- */

static void write_indexes(struct compiler *c)
{
	const uint8_t *digest = c->out->digest;
	uint64_t seed = index_u64(digest);
	struct index_writer w;

	index_write_begin(&w, INDEX_NAMES, seed,
			  NAMES_SECTIONS + LEGEND_SECTIONS + 1);
	index_write_section(&w, TAG_META, digest, COMPILE_DIGEST);
	legend_build_write(&c->legend, &w);
	names_builder_write(c->names, seed, &w);
	index_write_finish(&w);
	c->out->names = w.out;

	index_write_begin(&w, INDEX_PREFIXES, seed, PREFIXES_SECTIONS);
	prefixes_builder_write(c->prefixes, &w);
	index_write_finish(&w);
	c->out->prefixes = w.out;
}

bool compile(const struct config *config, struct compiled *out,
	     struct conf_report *report)
{
	struct compiler c = { .out = out };
	unsigned before = report->errors;
	struct catalogue catalogue;

	*out = (struct compiled) { 0 };
	compile_digest(config, out->digest);
	legend_build_begin(&c.legend);
	c.names = names_builder_new();
	c.prefixes = prefixes_builder_new();

	catalogue_load(&catalogue, config, report);
	add_catalogue(&c, &catalogue);
	add_local_lists(&c, config, report);
	out->nnames = names_builder_count(c.names);
	out->nprefixes = prefixes_builder_count(c.prefixes);
	write_indexes(&c);

	catalogue_done(&catalogue);
	names_builder_free(c.names);
	prefixes_builder_free(c.prefixes);
	legend_build_done(&c.legend);
	return report->errors == before;
}

void compiled_done(struct compiled *c)
{
	for (size_t i = 0; i < c->nlists; i++)
		free(c->lists[i].path);
	free(c->lists);
	buffer_done(&c->names);
	buffer_done(&c->prefixes);
}

/* The file's name and contents, or that it is not there. */
static void digest_file(struct sha256_ctx *sha, const char *path)
{
	struct buffer text = { 0 };
	bool there = file_read(path, SIZE_MAX, &text) == 0;
	uint64_t len = htole64(there ? text.len : UINT64_MAX);

	sha256_update(sha, strlen(path) + 1, (const uint8_t *)path);
	sha256_update(sha, sizeof(len), (const uint8_t *)&len);
	sha256_update(sha, text.len, (const uint8_t *)text.p);
	buffer_done(&text);
}

static void digest_folder(struct sha256_ctx *sha, const char *folder)
{
	char **names;
	size_t n;

	file_list(folder, ".conf", &names, &n);
	for (size_t i = 0; i < n; i++)
		digest_file(sha, names[i]);
	file_list_free(names, n);
}

static void digest_updates(struct sha256_ctx *sha, const struct config *config)
{
	char **names;
	size_t n;

	catalogue_updates(config, &names, &n);
	for (size_t i = 0; i < n; i++)
		digest_file(sha, names[i]);
	file_list_free(names, n);
}

void compile_digest(const struct config *config,
		    uint8_t digest[COMPILE_DIGEST])
{
	static const uint8_t version[] = "cordon generation 2";
	struct local_list lists[LOCAL_LISTS];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, sizeof(version), version);
	digest_folder(&sha, config->catalogue);
	digest_updates(&sha, config);
	digest_folder(&sha, config->local_catalogue);
	local_lists(config, lists);
	for (size_t i = 0; i < LOCAL_LISTS; i++)
		digest_file(&sha, lists[i].path);
	sha256_digest(&sha, COMPILE_DIGEST, digest);
}
