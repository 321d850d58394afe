/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of the centre, and what they do to SQL. */

#include <string.h>

#include "tests/unit/tap.h"
#include "tools/centre/rows.h"

static void test_read(void)
{
	struct buffer b = { 0 };
	struct rows r;

	buffer_text(&b, "a\t12\t\nx\\ty\\\\z\\n\\'\t-7\n");
	r = rows_over(&b);
	ok(rows_next(&r), "a row");
	is_number(r.n, 3, "has its columns");
	is_text(rows_text(&r, 0), "a", "a text");
	is_number(rows_number(&r, 1), 12, "a number");
	is_text(rows_text(&r, 2), "", "an empty one");
	is_text(rows_text(&r, 9), "", "one that there is not");
	ok(rows_next(&r), "another");
	is_text(rows_text(&r, 0), "x\ty\\z\n'", "escapes");
	is_number(rows_number(&r, 1), -7, "a negative number");
	ok(!rows_next(&r), "no more");
	buffer_done(&b);
}

/* Whatever a stranger answers: nothing outside of it is touched. */
static void test_torn(void)
{
	static const char *const torn[] = {
		"a", "a\tb", "\t", "\\", "a\\", "\n", "\\\n", "a\tb\\",
	};

	for (size_t i = 0; i < sizeof(torn) / sizeof(*torn); i++) {
		struct buffer b = { 0 };
		struct rows r;
		unsigned n = 0;

		buffer_text(&b, torn[i]);
		r = rows_over(&b);
		while (rows_next(&r))
			n++;
		ok(n <= 1 && r.at <= r.end, "\"%s\" ends", torn[i]);
		buffer_done(&b);
	}
}

static void quoted(const char *text, const char *want)
{
	struct buffer b = { 0 };

	rows_quote(&b, text);
	buffer_char(&b, '\0');
	is_text(b.p, want, "%s in SQL", text);
	buffer_done(&b);
}

static void put(const char *text, const char *want)
{
	struct buffer b = { 0 };

	rows_put(&b, text);
	buffer_char(&b, '\0');
	is_text(b.p, want, "%s in a row", text);
	buffer_done(&b);
}

int main(void)
{
	test_read();
	test_torn();
	quoted("gw1", "'gw1'");
	quoted("' OR '1'='1", "'\\' OR \\'1\\'=\\'1'");
	quoted("\\'", "'\\\\\\''");
	quoted("a\nb", "'a\\nb'");
	put("a\tb\nc\\", "a\\tb\\nc\\\\");
	return done_testing();
}
