/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Catalogue and lists in, indexes out: all of it, the same each time. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/generation/generation.h"
#include "tests/unit/tap.h"

static struct config config;

static char *in(const char *name)
{
	return xasprintf("%s/%s", scratch(), name);
}

static void put(const char *name, const char *text)
{
	char *path = in(name);

	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
	free(path);
}

static void put_copy(const char *name, const char *from)
{
	struct buffer b = { 0 };

	file_read(from, SIZE_MAX, &b);
	put(name, b.p ? b.p : "");
	buffer_done(&b);
}

static void gone(const char *name)
{
	char *path = in(name);

	unlink(path);
	free(path);
}

static void set_up(void)
{
	config.catalogue = in("vendors");
	config.local_catalogue = in("local");
	config.block_list = in("block.list");
	config.allow_list = in("allow.list");
	config.protect_list = in("protect.list");
	folder_make(config.catalogue, 0755);
	folder_make(config.local_catalogue, 0755);
	put_copy("vendors/kaspersky.conf", "ruleset/vendors/kaspersky.conf");
}

static void tear_down(void)
{
	free(config.catalogue);
	free(config.local_catalogue);
	free(config.block_list);
	free(config.allow_list);
	free(config.protect_list);
}

/* Entries may be folded into wider ones of the same vendor, role, action and
 * list, which are found for them then. */
static bool folded;

/* The class of the rule that the generation has for an entry of `line`. */
static const struct legend_class *class_of_name(const struct generation *g,
						const char *name, bool exact,
						unsigned line)
{
	struct name_rule rules[NAME_RULES_MAX];
	size_t n = names_lookup(&g->names, name, strlen(name), rules);

	for (size_t i = n; i-- > 0; )
		if ((rules[i].start == 0 && rules[i].line == line &&
		     (rules[i].scope == NAMES_EXACT) == exact) ||
		    (folded && rules[i].scope != NAMES_EXACT))
			return &g->legend.classes[rules[i].class];
	return NULL;
}

static const struct legend_class *class_of_prefix(const struct generation *g,
						  const char *text,
						  unsigned line)
{
	struct prefix_rule rules[PREFIX_RULES_MAX];
	struct prefix p;
	size_t n;

	if (!prefix_parse(text, &p))
		return NULL;
	n = prefixes_lookup(&g->prefixes, &p.addr, rules);
	for (size_t i = n; i-- > 0; )
		if ((rules[i].len == p.len && rules[i].line == line) || folded)
			return &g->legend.classes[rules[i].class];
	return NULL;
}

static bool class_is(const struct generation *g, const struct legend_class *c,
		     enum legend_action action, const char *role,
		     const char *source, const char *list)
{
	return c && c->action == action && strcmp(c->role, role) == 0 &&
	       (folded || strcmp(c->source, source) == 0) &&
	       strcmp(g->legend.lists[c->list], list) == 0;
}

static void test_shipped(void)
{
	struct conf_report report = { 0 };
	struct catalogue cat;
	struct generation g;
	unsigned wrong = 0;
	const struct vendor *v;

	ok(generation_compile(&g, &config, &report) == 0 && report.errors == 0,
	   "the shipped catalogue compiles");
	catalogue_read(&cat, config.catalogue, config.local_catalogue, &report);
	v = catalogue_find(&cat, "kaspersky");
	if (!ok(v != NULL, "with kaspersky"))
		return;
	folded = true;
	for (size_t i = 0; i < v->names.n; i++) {
		const struct vendor_name *n =
			&((struct vendor_name *)v->names.items)[i];

		wrong += !class_is(&g, class_of_name(&g, n->name, n->match ==
						     MATCH_EXACT, n->line),
				   n->enforce ? LEGEND_BLOCK : LEGEND_LOG,
				   n->role, n->source, v->file);
	}
	is_number(wrong, 0, "each name is found again, with all about it");
	for (size_t i = 0; i < v->prefixes.n; i++) {
		const struct vendor_prefix *p =
			&((struct vendor_prefix *)v->prefixes.items)[i];

		wrong += !class_is(&g, class_of_prefix(&g, p->prefix, p->line),
				   p->shared ? LEGEND_SHOW :
				   p->enforce ? LEGEND_BLOCK : LEGEND_LOG,
				   p->role, p->source, v->file);
	}
	folded = false;
	is_number(wrong, 0, "each prefix too");
	ok(g.legend.nvendors == 2 && g.legend.vendors[0].names > 0 &&
	   g.legend.vendors[0].names <= v->names.n &&
	   g.legend.vendors[0].prefixes <= v->prefixes.n &&
	   g.legend.vendors[0].names == g.memory.lists[0].names &&
	   g.legend.vendors[0].nbases == v->bases.n, ": and counted");
	is_text(g.legend.vendors[1].id, "local", "local rules come last");
	catalogue_done(&cat);
	generation_close(&g);
	conf_report_done(&report);
}

static void test_lists(void)
{
	struct conf_report report = { 0 };
	struct generation g;
	const struct compiled *c = &g.memory;

	put("block.list", "# head\nblocked.test\n192.0.2.0/24\n");
	put("allow.list", "full:allowed.test\n");
	put("protect.list", "\n2001:db8::/32\n");
	ok(generation_compile(&g, &config, &report) == 0, "three lists");
	ok(class_is(&g, class_of_name(&g, "blocked.test", false, 2),
		    LEGEND_BLOCK, "local", config.block_list,
		    config.block_list), "block.list blocks a name");
	ok(class_is(&g, class_of_prefix(&g, "192.0.2.0/24", 3), LEGEND_BLOCK,
		    "local", config.block_list, config.block_list),
	   ": and a prefix");
	ok(class_is(&g, class_of_name(&g, "allowed.test", true, 1),
		    LEGEND_ALLOW, "local", config.allow_list,
		    config.allow_list), "allow.list allows");
	ok(class_is(&g, class_of_prefix(&g, "2001:db8::/32", 2),
		    LEGEND_PROTECT, "local", config.protect_list,
		    config.protect_list), "protect.list protects");
	ok(c->nlists == 4 && c->lists[1].names == 1 &&
	   c->lists[1].prefixes == 1 && c->lists[2].names == 1 &&
	   c->lists[3].prefixes == 1 &&
	   c->nnames == c->lists[0].names + 2 &&
	   c->nprefixes == c->lists[0].prefixes + 2, "each list is counted");
	generation_close(&g);
	conf_report_done(&report);
}

static void test_same(void)
{
	struct conf_report report = { 0 };
	struct compiled a, b;
	uint8_t digest[COMPILE_DIGEST];
	struct index ix;
	struct span meta;

	compile_inputs(&a, &config, NULL);
	compile(&config, NULL, NULL, &a, &report);
	compile_inputs(&b, &config, NULL);
	compile(&config, NULL, NULL, &b, &report);
	ok(a.names.len == b.names.len && a.prefixes.len == b.prefixes.len &&
	   memcmp(a.names.p, b.names.p, a.names.len) == 0 &&
	   memcmp(a.prefixes.p, b.prefixes.p, a.prefixes.len) == 0,
	   "equal inputs make equal files, to the byte");
	compile_digest(&config, digest);
	ok(memcmp(digest, a.digest, COMPILE_DIGEST) == 0 &&
	   index_over(&ix, a.names.p, a.names.len, INDEX_NAMES, true) == 0,
	   "the digest of the inputs is known");
	meta = index_section(&ix, TAG_META);
	ok(meta.len == COMPILE_DIGEST &&
	   memcmp(meta.p, digest, COMPILE_DIGEST) == 0, ": and written down");
	compiled_done(&a);
	compiled_done(&b);
	conf_report_done(&report);
}

static uint8_t last_digest[COMPILE_DIGEST];

/* True if the digest is another than at the last call. */
static bool differs(void)
{
	uint8_t digest[COMPILE_DIGEST];
	bool other;

	compile_digest(&config, digest);
	other = memcmp(digest, last_digest, COMPILE_DIGEST) != 0;
	memcpy(last_digest, digest, COMPILE_DIGEST);
	return other;
}

static void test_digest(void)
{
	differs();
	ok(!differs(), ": nothing changed, no other digest");
	put("block.list", "# head\nblocked.tesu\n192.0.2.0/24\n");
	ok(differs(), "one letter of a list");
	put("allow.list", "");
	ok(differs(), "a list made empty");
	gone("allow.list");
	ok(differs(), ": and taken away");
	put("allow.list", "(none)");
	ok(differs(), "whatever stands in it then");
	put("allow.list", "full:allowed.test\n");
	gone("protect.list");
	ok(differs(), ": another list");
	put_copy("vendors/other.conf", "ruleset/vendors/kaspersky.conf");
	ok(differs(), "a vendor's file");
	gone("vendors/other.conf");
	ok(differs(), ": and without it");
	put_copy("local/other.conf", "ruleset/vendors/kaspersky.conf");
	ok(differs(), "one of the gateway's own");
	put("local/notes.txt", "x");
	ok(!differs(), "a file of no vendor does not count");
	put_copy("local/other.conf", "ruleset/vendors/kaspersky.conf");
	ok(!differs(), ": nor the time a file was written");
	gone("local/other.conf");
	gone("local/notes.txt");
}

static void test_mistakes(void)
{
	struct conf_report report = { 0 };
	struct generation g;
	struct compiled c;
	char *want;

	put("block.list", "good.test\nbad name\nother.test\n");
	put("vendors/bad.conf", "id = \"bad\";\n");
	compile_inputs(&c, &config, NULL);
	ok(!compile(&config, NULL, NULL, &c, &report),
	   "a mistake in two files");
	want = xasprintf("%s:2: \"bad name\"", config.block_list);
	ok(strstr(report.text.p, want), ": is told, in the list");
	ok(strstr(report.text.p, "bad.conf:") && strstr(report.text.p,
	   "title is missing"), ": and in the catalogue");
	ok(c.nlists == 4 && c.lists[1].names == 2 && c.names.len > 0,
	   "the other lines are compiled");
	compiled_done(&c);
	ok(generation_compile(&g, &config, &report) < 0 && g.number == 0 &&
	   !g.names_index.p, "for a generation that is not enough");
	free(want);
	conf_report_done(&report);
	gone("vendors/bad.conf");
	put("block.list", "");
}

static void test_large(void)
{
	struct buffer list = { 0 };
	struct conf_report report = { 0 };
	struct generation g;
	unsigned wrong = 0;
	char name[64];

	for (unsigned i = 0; i < 50000; i++)
		buffer_printf(&list, "h%u.d%u.test\n%u.%u.%u.%u\n", i, i % 97,
			      1 + i % 200, i / 200 % 256, i / 51200, i % 251);
	put("block.list", list.p);
	ok(generation_compile(&g, &config, &report) == 0, "100,000 lines");
	for (unsigned i = 0; i < 50000; i++) {
		snprintf(name, sizeof(name), "h%u.d%u.test", i, i % 97);
		wrong += !class_of_name(&g, name, false, 2 * i + 1);
		snprintf(name, sizeof(name), "%u.%u.%u.%u", 1 + i % 200,
			 i / 200 % 256, i / 51200, i % 251);
		wrong += !class_of_prefix(&g, name, 2 * i + 2);
	}
	is_number(wrong, 0, "each is found by its line");
	generation_close(&g);
	conf_report_done(&report);
	buffer_done(&list);
}

int main(void)
{
	set_up();
	test_shipped();
	test_lists();
	test_same();
	test_digest();
	test_mistakes();
	test_large();
	tear_down();
	return done_testing();
}
