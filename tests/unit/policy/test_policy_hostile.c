/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policy under odd input: crowds of rules, words in roles, damage. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

static struct made m;

#define NAME(name, match, role) "{ name = \"" name "\"; match = \"" match \
	"\"; role = \"" role "\"; source = \"s\"; " \
	"confidence = \"registry\"; }"

static void write_catalogue(void)
{
	made_vendor("vendors/1.conf", MADE_VENDOR("acme", "")
	    "names = ( " NAME("acme.com", "suffix", "web") ", "
	    NAME("b.acme.com", "suffix", "web") ", "
	    NAME("same.com", "suffix", "web") ", "
	    NAME("same.com", "exact", "web") ", "
	    NAME("same.com", "suffix", "update") " );");
}

#define ENFORCE(vendor) "mode = \"enforce\"; " \
	"vendors = ( { id = \"" vendor "\"; } );"

static void name_is(const char *name, const char *want)
{
	made_name_is(&m, name, want);
}

static void address_is(const char *text, const char *want)
{
	made_address_is(&m, text, want);
}

/* A role that is off takes no other with it, whatever their words are; a word
 * that would is refused. */
static void test_role_words(void)
{
#define LONG "r123456789r123456789r123456789r123456789r123456789r123456789r1234"
	static const struct {
		const char *off, *role;
		bool good;
	} rows[] = {
		{ "web shop", "shop", false }, { "web shop", "web", false },
		{ "shop", "web shop", false }, { LONG "x", LONG "y", false },
		{ "shop", "sho", true }, { "sho", "shop", true },
		{ "shop", "web-shop", true }, { "web-shop", "shop", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *off = rows[i].off, *role = rows[i].role;
		struct buffer text = { 0 };

		buffer_printf(&text, MADE_VENDOR("shop", "\"%s\"")
			      "names = ( " NAME("off.com", "suffix", "%s") ", "
			      NAME("shop.com", "suffix", "%s") " );", off, off,
			      role);
		made_vendor("vendors/3.conf", text.p);
		buffer_done(&text);
		is_number(made_try(&m, ENFORCE("shop")), rows[i].good,
			  "off \"%s\", on \"%s\": good or refused", off, role);
		if (rows[i].good) {
			name_is("shop.com", "blocked shop/s");
			name_is("off.com", "lawful shop/s");
		}
		made_end(&m);
	}
	made_vendor("vendors/3.conf", MADE_VENDOR("shop", ""));
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
	scratch_put("block.list", list.p);
	scratch_put("allow.list", "203.0.113.5\n");
	buffer_reset(&list);
	buffer_printf(&list, "crowd.test\nx.%s\n203.0.113.4\nwide.test\n",
		      deep.p);
	scratch_put("protect.list", list.p);
	made_begin(&m, ENFORCE("acme"));
	name_is("crowd.test", "protected local/protect.list");
	address_is("203.0.113.4", "protected local/protect.list");
	address_is("203.0.113.5", "allowed local/allow.list");
	buffer_reset(&list);
	buffer_printf(&list, "x.%s", deep.p);
	name_is(list.p, "protected local/protect.list");
	buffer_reset(&list);
	buffer_printf(&list, "%.*swide.test", 80, deep.p);
	name_is(list.p, "protected local/protect.list");
	made_end(&m);
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

	made_begin(&m, ENFORCE("acme"));
	p8 = (uint8_t *)m.g.memory.names.p + (m.g.names.nodes.p -
					    m.g.names_index.p);
	len = m.g.names.nodes.len + m.g.names.rules.len;
	for (int round = 0; round < 3000; round++) {
		size_t at = random_next() % len;
		uint8_t was = p8[at];

		p8[at] = (uint8_t)random_next();
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			struct decision d = policy_judge_name(
				m.policy, names[i], strlen(names[i]));

			wrong += d.effect >= EFFECTS ||
				 d.rule.class >= m.g.legend.nclasses;
		}
		p8[at] = was;
	}
	is_number(wrong, 0, "a damaged index only loses rules");
	made_end(&m);
}

int main(void)
{
	write_catalogue();
	test_role_words();
	test_crowd();
	test_damage();
	return done_testing();
}
