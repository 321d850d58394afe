/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names differ between two generations. */

#include "lib/buffer.h"
#include "ruleset/generation/name_change.h"
#include "tests/unit/generation_made.h"
#include "tests/unit/tap.h"

static void take(void *arg, const struct name_change *c)
{
	buffer_printf(arg, "%c%s%.*s/%s ", c->added ? '+' : '-',
		      c->scope == NAMES_EXACT ? "=" :
		      c->scope == NAMES_BELOW ? "*." : "", (int)c->len, c->name,
		      legend_action_words[c->action]);
}

static void test(const char *from, const char *from_allow, const char *to,
		 const char *to_allow, const char *want)
{
	struct buffer got = { 0 };
	struct generation old, new;

	generation_made(&old, from, from_allow);
	generation_made(&new, to, to_allow);
	name_change_each(&old, &new, NULL, take, &got);
	is_text(got.p ? got.p : "", want, "%s", *want ? want : "none");
	buffer_reset(&got);
	buffer_text(&got, "");
	name_change_each(NULL, &new, NULL, take, &got);
	name_change_each(&new, &new, NULL, take, &got);
	ok(!got.p || !strchr(got.p, '-'), "from nothing nothing goes, and "
	   "from itself neither");
	buffer_done(&got);
	generation_close(&old);
	generation_close(&new);
}

int main(void)
{
	test("a.test\nb.test\n", "", "b.test\na.test\n", "", "");
	test("a.test\nb.test\n", "", "b.test\nc.test\n", "",
	     "-a.test/block +c.test/block ");
	test("", "", "x.a.test\na.net\n", "", "+a.net/block +x.a.test/block ");
	test("a.test\n", "", "", "", "-a.test/block ");
	test("a.test\n", "", "full:a.test\n", "",
	     "-a.test/block +=a.test/block ");
	test("a.test\n", "", "a.test\n", "a.test\n", "+a.test/allow ");
	test("a.test\n", "", "", "a.test\n", "-a.test/block +a.test/allow ");
	test("a.test\nb.a.test\n", "", "a.test\n", "", "");
	return done_testing();
}
