/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which addresses differ between two generations. */

#include "lib/buffer.h"
#include "lib/prefix.h"
#include "ruleset/generation/prefix_change.h"
#include "tests/unit/generation_made.h"
#include "tests/unit/tap.h"

static void take(void *arg, const struct prefix_change *c)
{
	char text[ADDRESS_TEXT];

	buffer_printf(arg, "%c%s/%s ", c->added ? '+' : '-',
		      prefix_format(&c->prefix, text),
		      legend_action_words[c->action]);
}

static void test(const char *from, const char *from_allow, const char *to,
		 const char *to_allow, const char *want)
{
	struct buffer got = { 0 };
	struct generation old, new;

	generation_made(&old, from, from_allow);
	generation_made(&new, to, to_allow);
	prefix_change_each(&old, &new, NULL, take, &got);
	is_text(got.p ? got.p : "", want, "%s", *want ? want : "none");
	buffer_reset(&got);
	buffer_text(&got, "");
	prefix_change_each(NULL, &new, NULL, take, &got);
	prefix_change_each(&new, &new, NULL, take, &got);
	ok(!strchr(got.p, '-'), "from nothing nothing goes, and from itself "
	   "neither");
	buffer_done(&got);
	generation_close(&old);
	generation_close(&new);
}

int main(void)
{
	test("", "", "", "", "");
	test("192.0.2.0/24\n2001:db8::/32\n", "",
	     "2001:db8::/32\n192.0.2.0/25\n192.0.2.128/25\n", "", "");
	test("192.0.2.0/24\n", "", "192.0.2.0/24\n198.51.100.7\n", "",
	     "+198.51.100.7/block ");
	test("192.0.2.0/24\n", "", "192.0.2.0/25\n", "",
	     "-192.0.2.128/25/block ");
	test("192.0.2.0/24\n192.0.2.7\n", "", "192.0.2.0/24\n", "", "");
	test("192.0.2.6/31\n", "", "192.0.2.5\n192.0.2.6\n2001:db8::1\n", "",
	     "-192.0.2.7/block +192.0.2.5/block +2001:db8::1/block ");
	test("192.0.2.1\n", "", "192.0.2.1\n", "192.0.2.0/30\n",
	     "+192.0.2.0/30/allow ");
	test("192.0.2.1\n", "", "", "192.0.2.1\n",
	     "-192.0.2.1/block +192.0.2.1/allow ");
	test("2001:db8::/33\n", "", "2001:db8::/32\n", "",
	     "+2001:db8:8000::/33/block ");
	test("a.test\n", "", "b.test\n", "", "");
	return done_testing();
}
