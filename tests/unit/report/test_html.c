/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may be anybody's is text in a page, and nothing else. */

#include <string.h>

#include "tests/unit/tap.h"
#include "tools/report/html.h"
#include "tools/report/share.h"

static struct buffer out;

static const char *shown(const char *text)
{
	buffer_reset(&out);
	buffer_text(&out, "");
	html_text(&out, text);
	return out.p;
}

static void test_text(void)
{
	is_text(shown("plain words, \xc3\xa4"), "plain words, \xc3\xa4",
		"what is harmless stays");
	is_text(shown("<b a=\"x\" c='y'>&amp;</b>"), "&lt;b a=&quot;x&quot; "
		"c=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;", "no markup");
	is_text(shown("a\n\x1b[31m\x7f"), "a\\x0a\\x1b[31m\\x7f",
		"no controls");
	is_text(shown("\xe2\x80\xae\xff"), "\\u{202e}\\xff",
		"no marks of direction, and no bytes that are no text");
	is_text(shown(""), "", "nothing");
}

static void test_put(void)
{
	buffer_reset(&out);
	html_put(&out, "<i a=\"%s\">%s %d %u %zu %lld%%</i>", "\"><x>", "&",
		 -1, 2u, (size_t)3, 4ll);
	is_text(out.p, "<i a=\"&quot;&gt;&lt;x&gt;\">&amp; -1 2 3 4%</i>",
		"what fills a format is text, the format is markup");
	buffer_reset(&out);
	html_put(&out, "%s", "%s%n%d");
	is_text(out.p, "%s%n%d", "and is no format itself");
}

/* Whatever bytes come: none of them can end a text or a quoted value. */
static void test_random(void)
{
	char text[64];
	bool good = true;

	random_seed(20261130);
	for (int i = 0; i < 20000 && good; i++) {
		size_t n = random_next() % (sizeof(text) - 1);

		for (size_t k = 0; k < n; k++)
			text[k] = (char)(1 + random_next() % 255);
		text[n] = '\0';
		shown(text);
		good = !strpbrk(out.p, "<>\"'\n\r\x1b");
	}
	ok(good, "20,000 texts of any bytes");
}

static void test_share(void)
{
	char text[SHARE];

	is_text(share_text(0, 10, text), "0 %", "nothing");
	is_text(share_text(10, 10, text), "100 %", "all");
	is_text(share_text(1, 3, text), "33.33 %", "a third");
	is_text(share_text(1, 1000000, text), "under 0.01 %",
		"next to nothing");
	is_text(share_text(999999999, 1000000000, text), "99.99 %",
		"next to all is not all");
	is_text(share_text(0, 0, text), "0 %", "of nothing");
	is_text(share_text(INT64_MAX - 1, INT64_MAX, text), "99.99 %",
		"of very much");
	is_text(share_text(-5, 10, text), "0 %", "less than nothing");
}

int main(void)
{
	test_text();
	test_put();
	test_random();
	test_share();
	buffer_done(&out);
	return done_testing();
}
