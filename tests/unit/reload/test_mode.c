/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked for by words of a request, and how long it holds. */

#include <stdio.h>

#include "lib/array.h"
#include "nfq/reload/mode.h"
#include "tests/unit/tap.h"

static struct mode_change c;

/* The words of a line. */
static bool parse(const char *line)
{
	static char copy[128];
	char *words[16], *rest = copy, *word;
	unsigned n = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	while ((word = strsep(&rest, " ")))
		words[n++] = word;
	return mode_parse(&c, words, n);
}

static void test_good(void)
{
	ok(parse("enforce") && c.mode == MODE_ENFORCE && !c.vendor &&
	   c.seconds == 0 && !c.confirm, "a mode of all, to last");
	ok(parse("off for 90s") && c.mode == MODE_OFF && c.seconds == 90 &&
	   !c.confirm, "for a while");
	ok(parse("enforce confirm 5m") && c.seconds == 300 && c.confirm,
	   ": until it is confirmed");
	ok(parse("observe vendor acme") && c.seconds == 0 && c.vendor,
	   "of a vendor");
	is_text(c.vendor, "acme", ": its name");
	ok(parse("observe vendor acme confirm 1h") && c.confirm && c.vendor &&
	   c.seconds == 3600, "a vendor and a time");
	ok(parse("observe confirm 1h vendor acme") && c.confirm && c.vendor &&
	   c.seconds == 3600, "in whatever order");
	ok(parse("inherit vendor acme") && c.mode == MODE_INHERIT,
	   "a vendor's may be that of all");
}

static void test_bad(void)
{
	static const char *const lines[] = {
		"", "of", "OFF", "enforced", "inherit", "inherit for 1h",
		"off for", "off for 0s", "off for -1s", "off for long",
		"off vendor", "off 90s", "off for 1h confirm",
		"off until 1h", "off for 1h vendor", "for 1h off",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		ok(!parse(lines[i]), "\"%s\" is none", lines[i]);
	ok(!mode_parse(&c, NULL, 0), "no word is none");
}

static void test_left(void)
{
	const struct rules_overrides o = { .n = 2, .items = {
		{ .vendor = "acme", .until = 1000 }, { .until = 2000 },
	} };
	const struct rules_override *acme = mode_timed(&o, "acme");

	ok(acme == &o.items[0] && mode_timed(&o, "") == &o.items[1],
	   "that of a vendor, and that of all");
	ok(!mode_timed(&o, "other"), ": of another there is none");
	is_number(mode_left(acme, 940), 60, "a minute is left");
	is_number(mode_left(acme, 1000), 0, ": nothing at its end");
	is_number(mode_left(acme, 2000), 0, ": nor after it");
}

int main(void)
{
	test_good();
	test_bad();
	test_left();
	return done_testing();
}
