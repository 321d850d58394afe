/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions for the centre: what people say stays between quotes. */

#include <string.h>

#include "tests/unit/tap.h"
#include "tools/query/where.h"

/* The condition of one option; good until the next call. */
static const char *condition(enum option o, const char *text, unsigned which)
{
	static struct buffer sql;
	struct args a = { .nvalues = 1, .values = { { o, text } } };
	struct fault why = { .ret = 0 };
	struct filter f;

	buffer_reset(&sql);
	if (!filter_make(&f, &a, 0, &why))
		return "an option is wrong";
	where_put(&sql, &f, &where_sums, which);
	buffer_char(&sql, '\0');
	return sql.p;
}

static void test_quotes(void)
{
	is_text(condition(OPTION_VENDOR, "a'b\\c", WHERE_ALL),
		"((vendor = 'a\\'b\\\\c'))", "a quote and a backslash");
	is_text(condition(OPTION_VIA, "tls') OR ('1", WHERE_ALL),
		"((word = 'tls\\') OR (\\'1'))", "SQL");
	is_text(condition(OPTION_NAME, "a.b+c", WHERE_ALL),
		"((name != '' AND match(name, '(?is)(^|\\\\.)a\\\\.b\\\\+c$')"
		"))",
		"a regular expression");
	is_text(condition(OPTION_NAME, "*'[!a'-c]?\\*", WHERE_ALL),
		"((name != '' AND match(name, '(?is)^.*\\'[^a\\'-c].\\\\*$')))",
		"a pattern");
	is_text(condition(OPTION_NAME, "*[a", WHERE_ALL),
		"((name != '' AND match(name, '(?is)^.*\\\\[a$')))",
		"one whose class does not end");
}

static void test_clients(void)
{
	is_text(condition(OPTION_CLIENT, "192.0.2.7", WHERE_ALL),
		"((address IN ('192.0.2.7', '192.0.2.7')))", "an address");
	is_text(condition(OPTION_CLIENT, "192.0.2.0/24", WHERE_ALL),
		"((address != '' AND position(address, ':') = 0 AND "
		"hex(IPv6StringToNum(concat('::ffff:', address))) BETWEEN "
		"'00000000000000000000FFFFC0000200' AND "
		"'00000000000000000000FFFFC00002FF'))", "a prefix");
	is_text(condition(OPTION_CLIENT, "52:54:00:AA:00:01", WHERE_ALL),
		"((lower(mac) = '52:54:00:aa:00:01'))", "a MAC address");
	is_text(condition(OPTION_CLIENT, "nobody", WHERE_ALL), "((0))",
		"a name that nobody has");
}

static void test_parts(void)
{
	is_text(condition(OPTION_VENDOR, "zte", WHERE_CLIENT), "1",
		"what is not of that kind is left out");
	is_text(condition(OPTION_ROLE, "-", WHERE_PARTY),
		"((role = '-' OR role = ''))", "what a line does not say");
}

int main(void)
{
	test_quotes();
	test_clients();
	test_parts();
	return done_testing();
}
