/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists on their way to be good copies, and those that never are. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/prefix.h"
#include "tests/unit/tap.h"
#include "tools/sync/intake.h"

static struct config c;
static struct config_source s;
static struct guards g;
static char *list, *empty = (char *)"";

static void begin(void)
{
	list = xasprintf("%s/list", scratch());
	s = (struct config_source) {
		.id = (char *)"a", .url = empty, .path = list, .folder = empty,
		.format = (char *)"auto", .column = empty, .sha256 = empty,
		.minisign = empty, .signature = empty, .min_entries = 1,
		.max_entries = 1000, .max_shrink = 50, .max_growth = 300,
		.widest4 = 8, .widest6 = 19, .max_size = 4096,
		.max_unpacked = 8192,
	};
	c.state = xasprintf("%s/state", scratch());
	c.user = empty;
	c.sources = (struct conf_list) { &s, 1 };
}

/* A list of `n` names, and `more`. */
static void write_list(unsigned n, const char *more)
{
	struct buffer b = { 0 };

	for (unsigned i = 0; i < n; i++)
		buffer_printf(&b, "bad%u.test\n", i);
	buffer_printf(&b, "%s\n", more);
	file_write(list, b.p, b.len, 0644);
	buffer_done(&b);
}

/* The life of a source through one sync. */
static enum intake_result run(struct intake *in, bool accept)
{
	if (!intake_open(in, &c, &s, &g))
		return INTAKE_KEPT;
	in->accept = accept;
	intake_check(in);
	intake_read(in, &g);
	if (in->result == INTAKE_NEW)
		is_number(intake_promote(in), 0, "promoted");
	source_state_write(&in->state, &c, &s);
	intake_clean(in);
	intake_close(in);
	return in->result;
}

static bool is_good(const char *text)
{
	char *path = source_cached(c.state, &s);
	struct buffer b = { 0 };
	bool same = file_read(path, 1 << 20, &b) == 0 && b.p &&
		    strstr(b.p, text);

	buffer_done(&b);
	free(path);
	return same;
}

static void test_ordinary(void)
{
	struct intake in;

	write_list(20, "one.test");
	ok(run(&in, false) == INTAKE_NEW, "a first list is new");
	is_number(in.state.names, 21, ": with all its names");
	ok(is_good("one.test"), ": and is the good copy");
	ok(run(&in, false) == INTAKE_SAME, ": again, it is the same");
	write_list(20, "two.test");
	ok(run(&in, false) == INTAKE_NEW && is_good("two.test"),
	   ": another one is new");
	unlink(list);
	ok(run(&in, false) == INTAKE_KEPT &&
	   in.state.health == SOURCE_FAILED && is_good("two.test"),
	   "one that vanished keeps its copy: %s", in.state.why);
	is_number(in.state.names, 21, ": and what is known of it");
	mkfifo(list, 0600);
	ok(run(&in, false) == INTAKE_KEPT &&
	   strstr(in.state.why, "not a plain file"), "a pipe is no list");
	unlink(list);
	write_list(400, "");
	ok(run(&in, false) == INTAKE_KEPT && strstr(in.state.why, "max_size"),
	   ": nor is one above max_size: %s", in.state.why);
	write_list(20, "two.test");
	ok(run(&in, false) == INTAKE_SAME && in.state.failures == 0 &&
	   !in.state.why[0], ": then it is well");
}

static void test_refused(void)
{
	struct intake in;

	write_list(3, "");
	ok(run(&in, false) == INTAKE_KEPT && in.state.acceptable &&
	   strcmp(in.state.verdict, "shrunk") == 0 && is_good("two.test"),
	   "one that shrank keeps its copy: %s", in.state.why);
	ok(run(&in, false) == INTAKE_KEPT && in.state.failures == 2,
	   ": again, and is counted");
	ok(run(&in, true) == INTAKE_NEW && in.state.accepted == 1,
	   "accepted, it is new");
	ok(run(&in, false) == INTAKE_SAME && in.state.health == SOURCE_WELL,
	   ": and then the same");
	write_list(3, "test");
	ok(run(&in, false) == INTAKE_KEPT, "a single label is refused");
	write_list(3, "0\xff\xff\xff");
	ok(run(&in, true) != INTAKE_NEW || in.state.lost.n[LOSS_REJECTED] == 1,
	   "a line that is none");
	file_write(list, "<!DOCTYPE html><html>", 21, 0644);
	ok(run(&in, true) == INTAKE_KEPT && !in.state.acceptable,
	   "a web page is never accepted: %s", in.state.why);
	file_write(list, "", 0, 0644);
	ok(run(&in, false) == INTAKE_KEPT && is_good("bad2.test"),
	   ": nothing empties it: %s", in.state.why);
	write_list(20, "two.test 10.0.0.1");
	run(&in, true);
}

/* The list stays; the world does not. */
static void test_judged_anew(void)
{
	struct prefix own = { .len = 0 };
	struct intake in;

	prefix_parse("198.51.100.7", &own);
	write_list(20, "198.51.100.0/24");
	ok(run(&in, true) == INTAKE_NEW, "a list with a prefix");
	guard_add_prefix(&g, GUARD_OWN, "an address of ours", &own);
	ok(run(&in, true) == INTAKE_KEPT && in.state.copy_refused &&
	   !in.state.acceptable && strstr(in.state.why, "good:21: 198.51"),
	   ": the same, around an address of ours: %s", in.state.why);
	is_number(in.state.prefixes, 1, "keeps its copy");
	ok(run(&in, false) == INTAKE_KEPT, ": and is told of again");
	intake_open(&in, &c, &s, &g);
	intake_not_asked(&in, &g);
	ok(in.result == INTAKE_KEPT, ": also where nobody is asked");
	intake_close(&in);
	guard_done(&g);
	intake_open(&in, &c, &s, &g);
	intake_not_asked(&in, &g);
	ok(in.result == INTAKE_SAME && in.state.health == SOURCE_WELL &&
	   in.state.tried == in.before.tried, ": then it is well, unasked");
	source_state_write(&in.state, &c, &s);
	intake_close(&in);
	intake_open(&in, &c, &s, &g);
	intake_not_asked(&in, &g);
	ok(in.result == INTAKE_SKIPPED, ": and nothing is looked at any more");
	intake_close(&in);
	s.max_entries = 5;
	ok(run(&in, false) == INTAKE_KEPT && in.state.acceptable,
	   ": another limit: %s", in.state.why);
	ok(run(&in, true) == INTAKE_SAME && run(&in, false) == INTAKE_SAME,
	   "accepted, as long as it is the same");
}

/* Somebody else's links in the place of files. */
static void test_links(void)
{
	char *folder = source_file(c.state, &s, "");
	char *copy = source_cached(c.state, &s);
	char *victim = xasprintf("%s/victim", scratch());
	struct buffer b = { 0 };
	struct intake in;

	file_write(victim, "precious", 8, 0644);
	unlink(copy);
	is_number(symlink(victim, copy), 0, "a link in the copy's place");
	s.max_entries = 1000;
	ok(run(&in, false) != INTAKE_KEPT && is_good("bad0.test"),
	   ": is replaced");
	file_read(victim, 100, &b);
	is_text(b.p, "precious", ": and not written through");
	buffer_done(&b);
	intake_open(&in, &c, &s, &g);
	intake_close(&in);
	folder[strlen(folder) - 1] = '\0';
	folder_remove(folder);
	is_number(symlink(scratch(), folder), 0, "a link as its folder");
	ok(run(&in, false) == INTAKE_KEPT && !in.is_there,
	   ": is refused: %s", in.state.why);
	unlink(folder);
	free(folder);
	free(copy);
	free(victim);
}

/* Lines that are no entries are lost; many of them are told, whatever is
 * taken in of the rest. */
static void test_lossy(void)
{
	struct intake in;

	s.max_lost = 10;
	write_list(20, "no name\nnor this");
	ok(run(&in, false) == INTAKE_NEW && in.state.health == SOURCE_WELL &&
	   in.state.lost.n[LOSS_REJECTED] == 2 &&
	   strstr(in.state.sample, "no name"),
	   "2 of 22 lines are few, and the first is known");
	write_list(20, "no name\nnor this\nor that");
	ok(run(&in, false) == INTAKE_NEW && in.state.health == SOURCE_LOSSY &&
	   is_good("or that"), "3 of 23 are many: taken in, and not well");
	ok(strstr(in.state.why, "3 of 23 lines") &&
	   strstr(in.state.why, "line 21: \"no name\""), ": %s", in.state.why);
	ok(run(&in, false) == INTAKE_SAME && in.state.health == SOURCE_LOSSY,
	   ": nor is it when it is the same");
	write_list(20, "");
	ok(run(&in, false) == INTAKE_NEW && in.state.health == SOURCE_WELL &&
	   !in.state.why[0], ": until it has no such lines");
}

int main(void)
{
	need_seccomp();
	begin();
	test_ordinary();
	test_refused();
	test_judged_anew();
	test_links();
	test_lossy();
	free(list);
	free(c.state);
	return done_testing();
}
