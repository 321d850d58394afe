/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policy under odd input: crowds of rules, words in roles, damage. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/policy.h"
#include "tests/unit/tap.h"

static struct config config;
static struct generation g;
static struct policy *p;

static void put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		diag("cannot write %s", path);
}

#define VENDOR(id, off) "id = \"" id "\"; title = \"A\"; as_of = \"1\"; " \
	"bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; binds = " \
	"\"B\"; dates = \"D\"; source = \"S\"; roles_off = [ " off " ]; } );\n"
#define NAME(name, match, role) "{ name = \"" name "\"; match = \"" match \
	"\"; role = \"" role "\"; source = \"s\"; " \
	"confidence = \"registry\"; }"

static void write_catalogue(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/vendors", scratch());
	folder_make(path, 0755);
	put("vendors/1.conf", VENDOR("acme", "")
	    "names = ( " NAME("acme.com", "suffix", "web") ", "
	    NAME("b.acme.com", "suffix", "web") ", "
	    NAME("same.com", "suffix", "web") ", "
	    NAME("same.com", "exact", "web") ", "
	    NAME("same.com", "suffix", "update") " );");
}

/* Loads a configuration that enforces this vendor. */
static void begin(const char *vendor)
{
	struct buffer text = { 0 };
	const char *s = scratch();
	char path[128];

	buffer_printf(&text, "mode = \"enforce\"; "
		      "vendors = ( { id = \"%s\"; } );\n"
		      "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\"; block_list = "
		      "\"%s/block.list\"; allow_list = \"%s/allow.list\"; "
		      "protect_list = \"%s/protect.list\";\n", vendor, s, s, s,
		      s, s, s);
	put("cordon.conf", text.p);
	buffer_done(&text);
	snprintf(path, sizeof(path), "%s/cordon.conf", s);
	if (!config_load(&config, path) ||
	    generation_compile(&g, &config, &config.report) < 0)
		diag("%s", config.report.text.p);
	p = policy_new(&g, &config);
}

static void end(void)
{
	policy_free(p);
	generation_close(&g);
	config_done(&config);
}

/* "effect vendor/source", by which each rule here is known. */
static const char *describe(struct decision d)
{
	static char text[200];
	const struct legend_class *c = &g.legend.classes[d.rule.class];
	const char *source = c->source, *slash = strrchr(c->source, '/');

	if (d.effect == EFFECT_IGNORE)
		return "ignored";
	snprintf(text, sizeof(text), "%s %s/%s", effect_words[d.effect],
		 g.legend.vendors[c->vendor].id, slash ? slash + 1 : source);
	return text;
}

static void name_is(const char *name, const char *want)
{
	is_text(describe(policy_judge_name(p, name, strlen(name))), want,
		"%s is %s", name, want);
}

static void address_is(const char *text, const char *want)
{
	struct address a;

	if (!address_parse(text, &a))
		diag("test is wrong: %s", text);
	is_text(describe(policy_judge_address(p, &a)), want, "%s is %s", text,
		want);
}

/* A role that is off takes no other with it, whatever their words are. */
static void test_role_words(void)
{
#define LONG "r123456789r123456789r123456789r123456789r123456789r123456789r1234"
	static const char *const rows[][2] = {
		{ "web shop", "shop" }, { "web shop", "web" },
		{ "shop", "web shop" }, { LONG "x", LONG "y" },
		{ "shop", "sho" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buffer text = { 0 };

		buffer_printf(&text, VENDOR("shop", "\"%s\"")
			      "names = ( " NAME("shop.com", "suffix", "%s")
			      " );", rows[i][0], rows[i][1]);
		put("vendors/3.conf", text.p);
		buffer_done(&text);
		begin("shop");
		ok(config.report.errors > 0 ||
		   policy_judge_name(p, "shop.com", 8).effect == EFFECT_BLOCK,
		   "role %zu is another or refused", i);
		end();
	}
	put("vendors/3.conf", VENDOR("shop", ""));
}

/* What is listed too often must not hide what stands above it. */
static void test_crowd(void)
{
	struct buffer list = { 0 }, deep = { 0 };

	for (int i = 0; i < 40; i++)
		buffer_text(&list, "crowd.test\n203.0.113.0/24\n");
	for (int i = 0; i < 40; i++) {
		char *below = xasprintf("a.%s", deep.p ? deep.p : "deep.test");

		buffer_reset(&deep);
		buffer_text(&deep, below);
		buffer_printf(&list, "%s\n%.*swide.test\n", below, 2 * i + 2,
			      below);
		free(below);
	}
	put("block.list", list.p);
	put("allow.list", "203.0.113.5\n");
	buffer_reset(&list);
	buffer_printf(&list, "crowd.test\nx.%s\n203.0.113.4\nwide.test\n",
		      deep.p);
	put("protect.list", list.p);
	begin("acme");
	name_is("crowd.test", "protected local/protect.list");
	address_is("203.0.113.4", "protected local/protect.list");
	address_is("203.0.113.5", "allowed local/allow.list");
	buffer_reset(&list);
	buffer_printf(&list, "x.%s", deep.p);
	name_is(list.p, "protected local/protect.list");
	buffer_reset(&list);
	buffer_printf(&list, "%.*swide.test", 80, deep.p);
	name_is(list.p, "protected local/protect.list");
	end();
	buffer_done(&list);
	buffer_done(&deep);
}

/* Rules whose class there is not are passed over, not looked up. */
static void test_damage(void)
{
	static const char *const names[] = {
		"acme.com", "x.b.acme.com", "same.com", "x.same.com",
	};
	unsigned wrong = 0;
	uint8_t *p8;
	size_t len;

	begin("acme");
	p8 = (uint8_t *)g.memory.names.p + (g.names.nodes.p -
					    g.names_index.p);
	len = g.names.nodes.len + g.names.rules.len;
	for (int round = 0; round < 3000; round++) {
		size_t at = random_next() % len;
		uint8_t was = p8[at];

		p8[at] = (uint8_t)random_next();
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			struct decision d = policy_judge_name(p, names[i],
							strlen(names[i]));

			wrong += d.effect >= EFFECTS ||
				 d.rule.class >= g.legend.nclasses;
		}
		p8[at] = was;
	}
	is_number(wrong, 0, "a damaged index only loses rules");
	end();
}

int main(void)
{
	write_catalogue();
	test_role_words();
	test_crowd();
	test_damage();
	return done_testing();
}
