/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lists are judged by: the same as before, or not. */

#include "lib/prefix.h"
#include "tests/unit/tap.h"
#include "tools/sync/terms.h"

static char *empty = (char *)"";

static struct config_source source(void)
{
	return (struct config_source) {
		.id = empty, .url = (char *)"http://a.test/", .path = empty,
		.folder = empty, .format = (char *)"auto", .column = empty,
		.sha256 = empty, .minisign = empty, .signature = empty,
		.max_entries = 10, .widest4 = 8, .widest6 = 19,
	};
}

static void add(struct guards *g, enum guard_verdict v, const char *text)
{
	struct prefix p = { .len = 0 };

	if (!prefix_parse(text, &p))
		give_up("%s is no prefix", text);
	guard_add_prefix(g, v, "it", &p);
}

static bool same(const char *a, const char *b)
{
	return strlen(a) == 64 && strcmp(a, b) == 0;
}

static void test_settings(void)
{
	char *exclude[] = { (char *)"a.test" };
	struct config_source s = source();
	struct guards g = { .n = 0 };
	struct terms t, u;

	terms_make(&t, &g, &s);
	terms_make(&u, &g, &s);
	ok(same(t.settings, u.settings) && same(t.all, u.all), ": the same");
	s.title = (char *)"Another";
	s.refresh = 7;
	terms_make(&u, &g, &s);
	ok(same(t.settings, u.settings), "a title judges nothing");
	s.max_entries = 11;
	terms_make(&u, &g, &s);
	ok(!same(t.settings, u.settings) && !same(t.all, u.all),
	   ": another limit is another");
	s = source();
	s.url = (char *)"http://b.test/";
	terms_make(&u, &g, &s);
	ok(!same(t.settings, u.settings), ": so is another server");
	s = source();
	s.exclude = (struct conf_list) { exclude, 1 };
	terms_make(&u, &g, &s);
	ok(!same(t.settings, u.settings), ": and what it leaves out");
	s = source();
	s.path = s.url;
	s.url = empty;
	terms_make(&u, &g, &s);
	ok(!same(t.settings, u.settings), "a file is no server");
}

static void test_dangers(void)
{
	struct config_source s = source();
	struct guards g = { .n = 0 }, h = { .n = 0 };
	struct terms t, u;

	add(&g, GUARD_OWN, "192.0.2.1");
	add(&g, GUARD_OWN, "2001:db8::/64");
	terms_make(&t, &g, &s);
	add(&h, GUARD_OWN, "2001:db8::/64");
	add(&h, GUARD_FEED, "198.51.100.1");
	guard_add_name(&h, GUARD_FEED, "a feed", "lists.test");
	add(&h, GUARD_OWN, "192.0.2.1");
	add(&h, GUARD_OWN, "192.0.2.1");
	terms_make(&u, &h, &s);
	ok(same(t.all, u.all), "in another order, twice, and with feeds");
	add(&h, GUARD_OWN, "192.0.2.2");
	terms_make(&u, &h, &s);
	ok(same(t.settings, u.settings) && !same(t.all, u.all),
	   ": another address of ours");
	guard_done(&h);
	add(&h, GUARD_OWN, "192.0.2.0/31");
	add(&h, GUARD_OWN, "2001:db8::/64");
	terms_make(&u, &h, &s);
	ok(!same(t.all, u.all), ": another length");
	guard_done(&g);
	guard_done(&h);
}

int main(void)
{
	test_settings();
	test_dangers();
	return done_testing();
}
