/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of a list, as "cordon lists parse" prints them. */

#include <stdio.h>

#include "lib/prefix.h"
#include "lib/range.h"
#include "tests/unit/tap.h"
#include "tools/lists/entries.h"

static struct buffer out;

static struct answer *begin(const struct args *a)
{
	struct answer *an;

	buffer_reset(&out);
	an = answer_into(&out, a, "x/1");
	answer_table(an, &entries_grid);
	return an;
}

static const char *end(struct answer *an)
{
	answer_table_end(an);
	answer_end(an);
	return out.p;
}

static void test_names(void)
{
	static const struct list_entry names[] = {
		{ .kind = LIST_SUFFIX, .name = "ads.example", .len = 11 },
		{ .kind = LIST_EXACT, .name = "a.example", .len = 9 },
		{ .kind = LIST_SUFFIX, .name = "ok.ads.example", .len = 14,
		  .allow = true },
		{ .kind = LIST_EXACT, .name = "one.ads.example", .len = 15,
		  .allow = true },
	};
	struct nameset s = { .items = NULL };
	struct args json = { .as_json = true }, people = { .config = NULL };
	struct answer *an;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		nameset_add(&s, &names[i]);
	nameset_fold(&s);
	an = begin(&people);
	entries_put_names(an, &s);
	is_text(end(an), "exact a.example\nsuffix ads.example\n"
		"except exact one.ads.example\nexcept suffix ok.ads.example\n",
		"names: to people");
	an = begin(&json);
	entries_put_names(an, &s);
	is_text(end(an), "{\"schema\":\"x/1\",\"entries\":["
		"{\"kind\":\"exact\",\"name\":\"a.example\"},"
		"{\"kind\":\"suffix\",\"name\":\"ads.example\"},"
		"{\"kind\":\"exact\",\"name\":\"one.ads.example\","
		"\"except\":true},"
		"{\"kind\":\"suffix\",\"name\":\"ok.ads.example\","
		"\"except\":true}]}\n",
		"names: as JSON");
	nameset_done(&s);
}

static void test_ranges(void)
{
	static const char *const prefixes[] = {
		"192.0.2.0/24", "192.0.3.0/25", "0.0.0.0/0", "2001:db8::/32",
		"2001:db8:1::7/128", "::/0", "10.1.2.3/32",
	};
	struct args a = { .config = NULL };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		struct rangeset s = { .v4 = { .n = 0 } };
		struct answer *an = begin(&a);
		struct prefix p;
		struct range r;
		char want[80];

		prefix_parse(prefixes[i], &p);
		r = range_of(&p);
		rangeset_add(&s, &r);
		rangeset_merge(&s);
		entries_put_ranges(an, &s);
		snprintf(want, sizeof(want), "prefix %s\n", prefixes[i]);
		is_text(end(an), want, "%s: always with its length",
			prefixes[i]);
		rangeset_done(&s);
	}
}

/* A range that is no prefix is its fewest. */
static void test_odd(void)
{
	struct args a = { .as_csv = true };
	struct rangeset s = { .v4 = { .n = 0 } };
	struct answer *an = begin(&a);
	struct prefix from, to;
	struct range r;

	prefix_parse("192.0.2.3", &from);
	prefix_parse("192.0.2.9", &to);
	r = (struct range) { from.addr, to.addr };
	rangeset_add(&s, &r);
	rangeset_merge(&s);
	entries_put_ranges(an, &s);
	is_text(end(an), "kind,entry\nprefix,192.0.2.3/32\n"
		"prefix,192.0.2.4/30\nprefix,192.0.2.8/31\n",
		"a range: as CSV");
	rangeset_done(&s);
}

int main(void)
{
	test_names();
	test_ranges();
	test_odd();
	return done_testing();
}
