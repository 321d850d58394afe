/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guards: what a list may not hold, and how much it may change. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/config/guard.h"
#include "tests/unit/tap.h"

static char *empty = (char *)"";

static struct config_source source(void)
{
	return (struct config_source) {
		.id = empty, .url = empty, .path = empty, .folder = empty,
		.min_entries = 1, .max_entries = 1000000, .max_shrink = 50,
		.max_growth = 300, .widest4 = 8, .widest6 = 19,
	};
}

static bool is_suffix(const void *suffixes, const char *name)
{
	(void)suffixes;
	return strcmp(name, "co.test") == 0;
}

static struct prefix prefix(const char *text)
{
	struct prefix p = { .len = 0 };

	if (!prefix_parse(text, &p))
		give_up("%s is no prefix", text);
	return p;
}

/* An entry as plain lists write it. */
static struct list_entry entry(const char *text, unsigned line)
{
	struct list_entry e = { .kind = LIST_SUFFIX, .line = line };

	if (prefix_parse(text, &e.prefix)) {
		e.kind = LIST_PREFIX;
		return e;
	}
	if (strncmp(text, "full:", 5) == 0) {
		e.kind = LIST_EXACT;
		text += 5;
	}
	snprintf(e.name, sizeof(e.name), "%s", text);
	return e;
}

static struct guard_check last;

/* Checks a list of entries with spaces between; line numbers from 1. */
static enum guard_verdict look(const struct guards *g,
			       const struct config_source *s,
			       const char *entries, size_t before)
{
	char text[4096], *rest = text, *word;
	unsigned line = 1;

	snprintf(text, sizeof(text), "%s", entries);
	guard_begin(&last, g, s);
	while ((word = strsep(&rest, " "))) {
		struct list_entry e = entry(word, line++);

		if (*word)
			guard_entry(&last, &e);
	}
	return guard_end(&last, before, 0);
}

static const struct {
	const char *list;
	enum guard_verdict want;
	unsigned line;
	const char *why;
} dangers[] = {
	{ "198.51.100.0/24 2001:db8::/32 bad.test", GUARD_OK, 0, "" },
	{ "a.test 0.0.0.0/1 9.0.0.0/7", GUARD_WIDE, 2,
	  "0.0.0.0/1 is wider than /8" },
	{ "a.test 0.0.0.0/1 128.0.0.0/1", GUARD_OWN, 3,
	  "128.0.0.0/1 is wider than /8, and covers the next hop" },
	{ "0.0.0.0/0", GUARD_OWN, 1, "0.0.0.0/0 is wider" },
	{ "::/0", GUARD_OWN, 1, "::/0 is wider than /19" },
	{ "2000::/3", GUARD_OWN, 1, "wider than /19" },
	{ "4.0.0.0/7", GUARD_WIDE, 1, "wider than /8" },
	{ "4.0.0.0/8", GUARD_OK, 0, "" },
	{ "2001::/18", GUARD_OWN, 1, "wider than /19" },
	{ "2c00::/18", GUARD_WIDE, 1, "wider than /19" },
	{ "2400::/19", GUARD_OK, 0, "" },
	{ "a.test com", GUARD_SUFFIX, 2, "\"com\" is a single label" },
	{ "full:com", GUARD_SUFFIX, 1, "single label" },
	{ "co.test", GUARD_SUFFIX, 1, "a public suffix" },
	{ "full:co.test", GUARD_OK, 0, "" },
	{ "x.co.test", GUARD_OK, 0, "" },
	{ "9.9.9.9 203.0.113.1", GUARD_OWN, 2, "covers the next hop" },
	{ "203.0.113.0/24", GUARD_OWN, 1, "the next hop, 203.0.113.1" },
	{ "203.0.113.128/25", GUARD_OK, 0, "" },
	{ "192.0.2.64/26", GUARD_OWN, 1, "management, 192.0.2.0/24" },
	{ "192.0.2.77", GUARD_OWN, 1, "192.0.2.77 covers management" },
	{ "2001:db8:1::/48", GUARD_OWN, 1, "covers an own address" },
	{ "lists.test", GUARD_FEED, 1, "\"lists.test\" covers a feed, "
	  "cdn.lists.test" },
	{ "cdn.lists.test", GUARD_FEED, 1, "" },
	{ "full:lists.test", GUARD_OK, 0, "" },
	{ "x.cdn.lists.test alists.test", GUARD_OK, 0, "" },
	{ "a.test 10.0.0.0/8 fe80::1 224.0.0.0/3", GUARD_OK, 0, "" },
	{ "10.0.0.0/8", GUARD_FEW, 0, "0 entries, at least 1" },
	{ "", GUARD_FEW, 0, "0 entries" },
};

static void test_dangers(void)
{
	struct config_source s = source();
	struct guards g = { .is_public_suffix = is_suffix };
	struct prefix hop = prefix("203.0.113.1");
	struct prefix management = prefix("192.0.2.0/24");
	struct prefix own = prefix("2001:db8:1::7");

	guard_add_prefix(&g, GUARD_OWN, "the next hop", &hop);
	guard_add_prefix(&g, GUARD_OWN, "management", &management);
	guard_add_prefix(&g, GUARD_OWN, "an own address", &own);
	guard_add_name(&g, GUARD_FEED, "a feed", "cdn.lists.test");
	for (size_t i = 0; i < ARRAY_SIZE(dangers); i++) {
		enum guard_verdict v = look(&g, &s, dangers[i].list, 0);

		/* The own address lies in 2001:db8::/32 of the first. */
		if (i == 0)
			v = look(&g, &s, "198.51.100.0/24 bad.test", 0);
		if (!ok(v == dangers[i].want &&
			last.fault.line == dangers[i].line &&
			strstr(last.fault.what, dangers[i].why), "%s: %s",
			dangers[i].list, guard_words[dangers[i].want]))
			diag("%s, line %u: %s", guard_words[v], last.fault.line,
			     last.fault.what);
	}
	s.action = SOURCE_ALLOW;
	ok(look(&g, &s, "203.0.113.1 lists.test", 0) == GUARD_OK,
	   "to allow the next hop is no danger");
	ok(look(&g, &s, "com", 0) == GUARD_SUFFIX &&
	   look(&g, &s, "0.0.0.0/1", 0) == GUARD_WIDE,
	   "to allow everything is");
	guard_done(&g);
}

static void test_left_out(void)
{
	struct config_source s = source();
	struct guards g = { .is_public_suffix = is_suffix };
	struct prefix inside = prefix("10.1.0.1");
	char *exclude[] = { (char *)"co.test" };

	guard_begin(&last, &g, &s);
	guard_label(&last, "co.test", 7);
	ok(last.verdict == GUARD_SUFFIX && last.fault.line == 7,
	   "a top-level domain that was rejected refuses the list");
	ok(!guard_check_can_accept(&last) && guard_can_accept(last.verdict),
	   ": and is not offered, as its reader lets none in");
	guard_begin(&last, &g, &s);
	guard_label(&last, "local", 7);
	ok(last.verdict == GUARD_OK, ": another label does not");
	s.exclude = (struct conf_list) { exclude, 1 };
	guard_begin(&last, &g, &s);
	guard_label(&last, "co.test", 7);
	ok(last.verdict == GUARD_OK, ": nor one that the source excludes");
	ok(look(&g, &s, "co.test a.test", 0) == GUARD_OK,
	   "a public suffix that it excludes is none of the list's either");
	s.exclude.n = 0;
	guard_add_prefix(&g, GUARD_OWN, "an own address", &inside);
	ok(look(&g, &s, "10.0.0.0/8 9.9.9.9", 0) == GUARD_OK &&
	   look(&g, &s, "10.1.0.0/24", 0) == GUARD_OWN,
	   "bogons are left out; who lists our network is refused");
	guard_done(&g);
}

static void test_own_words(void)
{
	char *exclude[] = { (char *)"203.0.113.0/29", (char *)"lists.test" };
	struct config_source s = source();
	struct guards g = { .n = 0 };
	struct prefix hop = prefix("203.0.113.1");

	guard_add_prefix(&g, GUARD_OWN, "the next hop", &hop);
	guard_add_name(&g, GUARD_FEED, "a feed", "cdn.lists.test");
	s.exclude = (struct conf_list) { exclude, 2 };
	ok(look(&g, &s, "203.0.113.0/24 cdn.lists.test", 0) == GUARD_OK,
	   "what the source excludes is no danger");
	s.exclude.n = 0;
	s.allow_special = true;
	ok(look(&g, &s, "10.0.0.0/8 fc00::/19", 0) == GUARD_OK &&
	   last.prefixes == 2 && last.special == 0,
	   "allow_special counts private space");
	ok(look(&g, &s, "224.0.0.0/3", 0) == GUARD_WIDE,
	   ": but has its width looked at");
	s.allow_special = false;
	ok(look(&g, &s, "224.0.0.0/3 9.0.0.0/9 ::1", 0) == GUARD_OK &&
	   last.prefixes == 1 && last.special == 2, "without, it is left out");
	s.widest4 = 24;
	ok(look(&g, &s, "9.0.0.0/23", 0) == GUARD_WIDE, "a limit of its own");
	guard_done(&g);
}

static void test_half_the_world(void)
{
	struct config_source s = source();
	struct guards g = { .n = 0 };
	char text[4096] = "";
	size_t n = 0;

	for (int i = 1; i < 224; i++)
		if (i != 10 && i != 127 && i % 2)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
					      "%d.0.0.0/8 ", i);
	ok(look(&g, &s, text, 0) == GUARD_OK, "111 times /8, each twice: %s",
	   last.fault.what);
	for (int i = 2; i < 60; i += 2)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "%d.0.0.0/8 ", i);
	ok(look(&g, &s, text, 0) == GUARD_WIDE && last.fault.line == 0 &&
	   strstr(last.fault.what, "% of IPv4"), "139 cover more than half");
}

/* Every `step`th prefix of this length below `around`. */
static enum guard_verdict look_at_many(const struct config_source *s,
				       const char *around, unsigned len,
				       unsigned step)
{
	struct guards g = { .n = 0 };
	struct list_entry e = entry(around, 1);
	unsigned n = 1u << (len - e.prefix.len);
	unsigned at = e.prefix.len / 8;
	struct prefix first = e.prefix;

	guard_begin(&last, &g, s);
	e.prefix.len = (uint8_t)len;
	for (unsigned i = 0; i < n; i += step) {
		uint64_t bits = (uint64_t)i << (64 - (len - at * 8));

		e.prefix.addr = first.addr;
		for (unsigned k = 0; k < 8 && at + k < 16; k++)
			e.prefix.addr.b[at + k] |= (uint8_t)(bits >>
							     (56 - 8 * k));
		guard_entry(&last, &e);
	}
	return guard_end(&last, 0, 0);
}

/* So many addresses in a row, in as few prefixes as that takes. */
static enum guard_verdict look_at_addresses(const struct config_source *s,
					    uint32_t count)
{
	struct guards g = { .n = 0 };
	struct list_entry e = entry("0.0.0.0/8", 1);
	uint32_t at = 0;

	guard_begin(&last, &g, s);
	while (at < count) {
		unsigned len = 8;

		while (1u << (32 - len) > count - at)
			len++;
		for (unsigned k = 0; k < 4; k++)
			e.prefix.addr.b[12 + k] = (uint8_t)(at >>
							    (24 - 8 * k));
		e.prefix.len = (uint8_t)(96 + len);
		guard_entry(&last, &e);
		at += 1u << (32 - len);
	}
	return guard_end(&last, 0, 0);
}

static void test_many_small(void)
{
	struct config_source s = source();

	s.max_entries = 1 << 24;
	s.allow_special = true;
	ok(look_at_many(&s, "0.0.0.0/0", 96 + 17, 1) == GUARD_WIDE &&
	   strstr(last.fault.what, "cover 100 % of IPv4"),
	   "all of IPv4 as /17: %s", last.fault.what);
	ok(look_at_many(&s, "0.0.0.0/0", 96 + 20, 2) == GUARD_OK,
	   "half of it as /20 is the most");
	ok(look_at_many(&s, "0.0.0.0/1", 96 + 24, 1) == GUARD_OK,
	   ": and as /24");
	/* 51 % of IPv4 are 2,190,433,321 addresses: the last one counts. */
	ok(look_at_addresses(&s, 2190433320) == GUARD_OK,
	   "an address less than too many");
	ok(look_at_addresses(&s, 2190433321) == GUARD_WIDE,
	   "that address more: %s", last.fault.what);
	ok(look_at_many(&s, "2600::/12", 19, 1) == GUARD_WIDE &&
	   strstr(last.fault.what, "cover 100 % of 2600::/12"),
	   "a /12 of IPv6 as /19: %s", last.fault.what);
	ok(look_at_many(&s, "2a00::/12", 28, 1) == GUARD_WIDE &&
	   strstr(last.fault.what, "of 2a00::/12"), ": as /28: %s",
	   last.fault.what);
	ok(look_at_many(&s, "2a00::/12", 28, 2) == GUARD_OK,
	   "half of it is the most");
	ok(look_at_many(&s, "2a00::/32", 48, 1) == GUARD_OK,
	   "a provider's /32 as /48");
	s.widest6 = 12;
	ok(look_at_many(&s, "2a00::/12", 28, 1) == GUARD_OK,
	   "a source that may hold a /12 may hold it in pieces");
}

/* What can be accepted hides nothing that cannot. */
static void test_worst(void)
{
	struct config_source s = source();
	struct guards g = { .is_public_suffix = is_suffix };
	struct prefix hop = prefix("203.0.113.1");
	struct prefix feed = prefix("203.0.113.0/28");

	guard_add_prefix(&g, GUARD_FEED, "a feed", &feed);
	guard_add_prefix(&g, GUARD_OWN, "the next hop", &hop);
	ok(look(&g, &s, "com 203.0.113.1", 0) == GUARD_OWN &&
	   last.fault.line == 2, "behind a single label, the next hop: %s",
	   last.fault.what);
	ok(look(&g, &s, "192.0.0.0/3 8.8.8.8", 0) == GUARD_OWN &&
	   last.fault.line == 1, "what is too wide covers it too: %s",
	   last.fault.what);
	ok(look(&g, &s, "203.0.113.0/24", 0) == GUARD_OWN,
	   ": it outweighs a feed beside it: %s", last.fault.what);
	ok(look(&g, &s, "203.0.113.1 com", 0) == GUARD_OWN &&
	   last.fault.line == 1, ": and stays");
	guard_begin(&last, &g, &s);
	guard_label(&last, "co.test", 3);
	ok(guard_end(&last, 0, 9) == GUARD_NO_LIST,
	   "behind a top-level domain, rubbish");
	guard_done(&g);
}

static void test_change(void)
{
	static const struct {
		size_t before, now;
		enum guard_verdict want;
	} rows[] = {
		{ 0, 1000000, GUARD_OK }, { 0, 0, GUARD_OK },
		{ 100, 50, GUARD_OK }, { 100, 49, GUARD_SHRUNK },
		{ 100, 0, GUARD_SHRUNK }, { 4, 1, GUARD_OK },
		{ 6, 1, GUARD_SHRUNK }, { 1000, 4000, GUARD_OK },
		{ 1000, 4001, GUARD_GROWN }, { 10, 1009, GUARD_OK },
		{ 10, 1010, GUARD_GROWN }, { 1000000, 499999, GUARD_SHRUNK },
	};
	struct config_source s = source();
	struct guards g = { .n = 0 };
	struct list_entry e = entry("0.0.0.0/0", 1);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(guard_change(rows[i].before, rows[i].now, 50, 300) ==
		   rows[i].want, "%zu then %zu: %s", rows[i].before,
		   rows[i].now, guard_words[rows[i].want]);
	ok(look(&g, &s, "a.test b.test", 40) == GUARD_SHRUNK &&
	   strstr(last.fault.what, "2 entries, fewer than 40 before by more "
		  "than 50 % (max_shrink)"), "says so: %s", last.fault.what);
	s.max_entries = 1;
	ok(look(&g, &s, "a.test b.test", 2) == GUARD_MANY, "max_entries");
	s.min_entries = 0;
	ok(look(&g, &s, "", 0) == GUARD_OK, "an empty list, if configured");
	guard_begin(&last, &g, &s);
	ok(guard_end(&last, 0, 5) == GUARD_NO_LIST, "rubbish only");
	guard_begin(&last, &g, &s);
	e.allow = true;
	guard_entry(&last, &e);
	ok(last.verdict == GUARD_OK && last.prefixes == 0,
	   "a list's own exceptions list nothing");
	ok(guard_can_accept(GUARD_SHRUNK) && guard_can_accept(GUARD_WIDE) &&
	   !guard_can_accept(GUARD_OWN) && !guard_can_accept(GUARD_NO_LIST),
	   "what can be accepted");
}

static void test_special(void)
{
	size_t n;
	const struct prefix *p = guard_special(&n);
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++)
		for (unsigned b = p[i].len; b < 128; b++)
			bad += p[i].addr.b[b / 8] >> (7 - b % 8) & 1;
	is_number(bad, 0, "special prefixes have no bits behind their length");
}

int main(void)
{
	test_dangers();
	test_left_out();
	test_own_words();
	test_half_the_world();
	test_many_small();
	test_worst();
	test_change();
	test_special();
	return done_testing();
}
