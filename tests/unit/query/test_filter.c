/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which events a command line asks for. */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/cli/option.h"
#include "tools/query/filter.h"

enum { NOW = 1790151302 };	/* 2026-09-23T08:15:02Z */

static const struct logged event = {
	.time = NOW - 3600, .client = "192.0.2.7", .vendor = "kaspersky",
	.role = "web", .via = "tls", .action = TALLY_BLOCKED,
	.target = "www.Kaspersky.com", .counted = "www.Kaspersky.com",
	.count = 1,
};

static bool wants(struct args a)
{
	struct filter f;
	struct fault why;

	return filter_make(&f, &a, NOW, &why) && filter_wants(&f, &event);
}

#define ASKED(...) wants((struct args) { __VA_ARGS__ })

static void test_clients(void)
{
	ok(ASKED(.client = NULL), "any");
	ok(ASKED(.client = "192.0.2.7"), "this one");
	ok(ASKED(.client = "192.0.2.0/24"), "its prefix");
	ok(!ASKED(.client = "192.0.2.8"), "not another");
	ok(!ASKED(.client = "2001:db8::/32"), "nor one of IPv6");
}

static void test_names(void)
{
	ok(ASKED(.name = "www.kaspersky.com"), "the name, in any case");
	ok(ASKED(.name = "kaspersky.com"), "one above it");
	ok(ASKED(.name = "COM"), "any above it");
	ok(!ASKED(.name = "spersky.com"), "by labels");
	ok(!ASKED(.name = "x.www.kaspersky.com"), "not one below it");
}

static void test_others(void)
{
	ok(ASKED(.vendor = "kaspersky"), "its vendor");
	ok(!ASKED(.vendor = "kasper"), "the beginning of one is none");
	for (int i = 0; i < TALLY_OUTCOMES; i++) {
		const char *word = tally_words[i];

		ok(ASKED(.action = word) == (i == TALLY_BLOCKED),
		   "only %s", word);
		is_number(kind_index(KIND_ACTION, word), i,
			  ", a word of the command line");
	}
	ok(ASKED(.vendor = "kaspersky", .client = "192.0.2.7",
		 .action = "blocked", .name = "com"), "all of it");
	ok(!ASKED(.vendor = "kaspersky", .action = "logged"),
	   "half of it is not enough");
}

static void test_times(void)
{
	ok(ASKED(.since = "2h"), "since two hours ago");
	ok(!ASKED(.since = "30m"), "not since half an hour");
	ok(ASKED(.since = "1h"), "since just then");
	ok(ASKED(.until = "1h"), "until just then");
	ok(!ASKED(.until = "2h"), "not until two hours ago");
	ok(ASKED(.since = "2026-09-23T07:15:02Z",
		 .until = "2026-09-23T07:15:02Z"), "a single second");
}

static void test_bad(void)
{
	static const struct {
		struct args a;
		const char *why;
	} rows[] = {
		{ { .since = "yesteryear" }, "--since \"yesteryear\" is not a "
		  "time: 2h, today, 14:00, 2026-09-23, 2026-09-23T08:15:00Z" },
		{ { .until = "" }, "--until \"\" is not a time: 2h, today, "
		  "14:00, 2026-09-23, 2026-09-23T08:15:00Z" },
		{ { .client = "10.1.0.300" }, "--client \"10.1.0.300\" is not "
		  "an address, a prefix, a MAC address or a name" },
		{ { .limit = "0" }, "--limit \"0\" is not a number" },
		{ { .limit = "-3" }, "--limit \"-3\" is not a number" },
		{ { .limit = "5x" }, "--limit \"5x\" is not a number" },
		{ { .limit = "" }, "--limit \"\" is not a number" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fault why = { .ret = 0 };
		char text[FAULT_TEXT];
		struct filter f;

		ok(!filter_make(&f, &rows[i].a, NOW, &why), "%s",
		   rows[i].why);
		is_text(fault_text(&why, text), rows[i].why, ": is said");
	}
}

static void test_limit(void)
{
	const struct args none = { .limit = NULL }, five = { .limit = "5" };
	struct fault why;
	struct filter f;

	ok(filter_make(&f, &none, NOW, &why) && f.limit == SIZE_MAX,
	   "without one");
	ok(filter_make(&f, &five, NOW, &why) && f.limit == 5, "of five");
}

int main(void)
{
	test_clients();
	test_names();
	test_others();
	test_times();
	test_bad();
	test_limit();
	return done_testing();
}
