/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names differ between two generations. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/file.h"
#include "tests/unit/tap.h"
#include "tools/name_change.h"

/* A generation in memory, of these lines to block and to allow. */
static void make(struct generation *g, const char *block, const char *allow)
{
	static const char vendor[] = "id = \"acme\"; title = \"A\"; as_of = "
		"\"2026-01-01\"; bases = ( { id = \"b\"; authority = \"A\"; "
		"cite = \"C\"; binds = \"B\"; dates = \"D\"; source = "
		"\"S\"; } );";
	char *vendor_file = xasprintf("%s/vendors/1.conf", scratch());
	struct conf_report report = { .errors = 0 };
	struct config c = {
		.catalogue = xasprintf("%s/vendors", scratch()),
		.local_catalogue = xasprintf("%s/none", scratch()),
		.block_list = xasprintf("%s/block", scratch()),
		.allow_list = xasprintf("%s/allow", scratch()),
		.protect_list = xasprintf("%s/none", scratch()),
		.state = xstrdup(scratch()),
	};

	folder_make(c.catalogue, 0755);
	file_write(vendor_file, vendor, strlen(vendor), 0644);
	file_write(c.block_list, block, strlen(block), 0644);
	file_write(c.allow_list, allow, strlen(allow), 0644);
	if (generation_compile(g, &c, &report) < 0)
		diag("%s", report.text.p ? report.text.p : "no generation");
	conf_report_done(&report);
	free(vendor_file);
	free(c.catalogue);
	free(c.local_catalogue);
	free(c.block_list);
	free(c.allow_list);
	free(c.protect_list);
	free(c.state);
}

static void take(const struct name_change *c, void *arg)
{
	buffer_printf(arg, "%c%s%.*s/%s ", c->added ? '+' : '-',
		      c->exact ? "=" : "", (int)c->len, c->name,
		      legend_action_words[c->action]);
}

static void test(const char *from, const char *from_allow, const char *to,
		 const char *to_allow, const char *want)
{
	struct buffer got = { 0 };
	struct generation old, new;

	make(&old, from, from_allow);
	make(&new, to, to_allow);
	name_change_each(&old, &new, take, &got);
	is_text(got.p ? got.p : "", want, "%s", *want ? want : "none");
	buffer_reset(&got);
	buffer_text(&got, "");
	name_change_each(NULL, &new, take, &got);
	name_change_each(&new, &new, take, &got);
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
