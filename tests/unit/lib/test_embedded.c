/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/array.h"
#include "lib/embedded.h"
#include "tests/unit/tap.h"

static void finds(const struct embedded *e, const char *text, const char *form,
		  const char *want)
{
	struct address a, v4;
	char have[ADDRESS_TEXT];
	const struct embedded_form *f;

	if (!address_parse(text, &a)) {
		ok(false, "%s is an address", text);
		return;
	}
	f = embedded_find(e, &a, &v4);
	if (!want) {
		ok(!f, "%s stands for itself", text);
		return;
	}
	is_text(f ? f->name : "none", form, "%s: its form", text);
	is_text(f ? address_format(&v4, have) : "", want,
		"%s: its IPv4 address", text);
}

static void test_standard(void)
{
	static const struct {
		const char *text, *form, *want;
	} rows[] = {
		{ "64:ff9b::192.0.2.33", "NAT64", "192.0.2.33" },
		{ "64:ff9b:1::192.0.2.33", "NAT64 (local)", "192.0.2.33" },
		{ "64:ff9b:1:2:3:4:c000:221", "NAT64 (local)", "192.0.2.33" },
		{ "64:ff9b:2::192.0.2.33", NULL, NULL },
		{ "2002:c000:221::1", "6to4", "192.0.2.33" },
		{ "2003:c000:221::1", NULL, NULL },
		/* RFC 4380 4: port 40000, 192.0.2.45 */
		{ "2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo",
		  "192.0.2.45" },
		{ "2001:db8::3fff:fdd2", NULL, NULL },
		{ "fe80::5efe:192.0.2.33", "ISATAP", "192.0.2.33" },
		{ "fe80::200:5efe:192.0.2.33", "ISATAP", "192.0.2.33" },
		{ "fe80::300:5efe:192.0.2.33", NULL, NULL },
		{ "::ffff:0:192.0.2.33", "IPv4-translated", "192.0.2.33" },
		{ "::192.0.2.33", "IPv4-compatible", "192.0.2.33" },
		{ "::ffff:192.0.2.33", NULL, NULL },	/* is IPv4 here */
		{ "192.0.2.33", NULL, NULL },
		{ "2001:db8::1", NULL, NULL },
	};
	const struct conf_list none = { .items = NULL };
	struct embedded e;

	embedded_init(&e, &none);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		finds(&e, rows[i].text, rows[i].form, rows[i].want);
}

/* The examples of RFC 6052 2.4. */
static void test_own(void)
{
	char *texts[] = { "2001:db8::/32", "2001:db8:122:344::/64",
			  "2001:db8:122:345::/96" };
	const struct conf_list list = {
		.items = texts, .n = ARRAY_SIZE(texts),
	};
	struct embedded e;

	embedded_init(&e, &list);
	finds(&e, "2001:db8:c000:221::", "NAT64", "192.0.2.33");
	finds(&e, "2001:db9:c000:221::", NULL, NULL);
	texts[0] = "2001:db8:122:344::/64";
	texts[1] = "2001:db8:122:345::/96";
	embedded_init(&e, &list);
	finds(&e, "2001:db8:122:344:c0:2:2100::", "NAT64", "192.0.2.33");
	finds(&e, "2001:db8:122:345::192.0.2.33", "NAT64", "192.0.2.33");
}

static void test_prefixes(void)
{
	static const char *const bad[] = {
		"2001:db8::/40", "2001:db8::/48", "2001:db8::/56",
		"2001:db8::/128", "2001:db8::1/96", "192.0.2.0/24", "", "x",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(!embedded_prefix_is_valid(bad[i]), "\"%s\" is none",
		   bad[i]);
	ok(embedded_prefix_is_valid("64:ff9b::/96"), "the well-known one");
	ok(embedded_prefix_is_valid("2001:db8::/32"), "a short one");
}

int main(void)
{
	test_standard();
	test_own();
	test_prefixes();
	return done_testing();
}
