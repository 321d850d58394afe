/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the register, of now and of before, and those that are none. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tools/audit/change.h"

#define HEAD "{\"schema\":\"cordon.audit/1\"," \
	     "\"timestamp\":\"2026-11-24T08:20:00.000000+0000\","

static struct jsontree tree;
static struct change c;
static const char *why;

static bool read_line(const char *line)
{
	return change_read(&c, &tree, line, strlen(line), &why);
}

static const char *who(void)
{
	static char text[CHANGE_WHO];

	return change_who(&c, text);
}

static void test_now(void)
{
	ok(read_line(HEAD "\"event\":\"mode\",\"uid\":0,\"detail\":\"enforce\","
		     "\"before\":\"observe\",\"after\":\"enforce until 5\","
		     "\"until\":\"2026-11-24T09:20:00Z\",\"confirm\":true,"
		     "\"user\":\"root\",\"sudo_user\":\"alice\","
		     "\"tty\":\"pts/3\",\"command\":\"cordon mode\"}"),
	   "a line is read");
	is_number(c.time, 1795508400, ": when");
	is_text(c.event, "mode", ": what");
	ok(c.has_values, ": it has values");
	is_text(c.before, "observe", ": before");
	is_text(c.after, "enforce until 5", ": after");
	is_text(c.until, "2026-11-24T09:20:00Z", ": until");
	ok(c.confirm, ": unless confirmed");
	is_text(c.tty, "pts/3", ": where");
	is_text(c.command, "cordon mode", ": how");
	is_text(who(), "alice", ": who, behind sudo");
	ok(change_is_by(&c, "alice") && change_is_by(&c, "root") &&
	   change_is_by(&c, "0"), ": by any of her names");
	ok(!change_is_by(&c, "bob") && !change_is_by(&c, "") &&
	   !change_is_by(&c, "cordond"), ": and no other");
}

/* As a version before wrote them. */
static void test_before(void)
{
	ok(read_line(HEAD "\"event\":\"except\",\"uid\":4294967000,"
		     "\"detail\":\"added ex-0001: 192.0.2.7 may\"}"),
	   "an old line is read");
	ok(!c.has_values && !c.before && !c.after, ": without values");
	is_text(who(), "uid 4294967000", ": who has no name");
	ok(change_is_by(&c, "4294967000") && !change_is_by(&c, "0"),
	   ": is found by number");
	ok(change_is_about(&c, "ex-0001") && change_is_about(&c, "EXCEPT") &&
	   !change_is_about(&c, "ex-0002"), ": what, by its words");
	ok(!change_is_idle(&c), ": it changed something");
	ok(read_line(HEAD "\"event\":\"start\",\"by\":\"cordond\","
		     "\"detail\":\"version 0.1\"}"), "of cordond");
	is_text(who(), "cordond", ": who");
	ok(change_is_by(&c, "cordond") && !change_is_by(&c, "root"), ": alone");
}

static void test_nothing(void)
{
	ok(read_line(HEAD "\"event\":\"block\",\"uid\":0,"
		     "\"detail\":\"x.org is\",\"of\":\"X.example.com\","
		     "\"before\":null,"
		     "\"after\":\"always\"}"), "what was not there");
	ok(c.has_values && !c.before, ": had no value");
	ok(change_is_about(&c, "x.Example"), ": what, by a part");
	ok(!change_is_about(&c, "x.org"), ": and not by its words");
	ok(!change_is_idle(&c), ": it changed something");
	ok(read_line(HEAD "\"event\":\"block\",\"uid\":0,\"detail\":\"x\","
		     "\"before\":null,\"after\":null}") &&
	   !change_is_idle(&c), "nothing before and after");
}

static void test_idle(void)
{
	ok(read_line(HEAD "\"event\":\"reload\",\"uid\":0,\"detail\":\"done\","
		     "\"before\":\"configuration a, generation 1\","
		     "\"after\":\"configuration a, generation 1\"}") &&
	   change_is_idle(&c), "a reload of the same");
	ok(read_line(HEAD "\"event\":\"reload\",\"uid\":0,\"detail\":\"done\","
		     "\"before\":\"configuration a, generation 1\","
		     "\"after\":\"configuration b, generation 1\"}") &&
	   !change_is_idle(&c), "one of another configuration");
	ok(read_line(HEAD "\"event\":\"mode\",\"uid\":0,\"detail\":\"off\","
		     "\"before\":\"off\",\"after\":\"off\"}") &&
	   !change_is_idle(&c), "somebody's word, though nothing came of it");
}

static void test_bad(void)
{
	static const char *const lines[] = {
		"", "{bad", "[]", "7", "null", "{}",
		"{\"schema\":\"cordon.eve/2\",\"event\":\"mode\","
		"\"timestamp\":\"2026-11-24T08:20:00.000000+0000\"}",
		"{\"schema\":\"cordon.audit/1\",\"event\":\"mode\"}",
		"{\"schema\":\"cordon.audit/1\",\"event\":\"mode\","
		"\"timestamp\":\"2h\"}",
		HEAD "\"event\":7}", HEAD "\"event\":\"mode\"} x",
		HEAD "\"event\":\"\x1b\"}",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ok(!read_line(lines[i]) && why && *why, "number %zu is none",
		   i);
	ok(read_line(HEAD "\"event\":\"mode\",\"before\":7,\"after\":[],"
		     "\"user\":{},\"uid\":\"x\",\"confirm\":\"yes\"}"),
	   "other types are as if they were not there");
	ok(!c.before && !c.after && !*c.user && !c.confirm, ": none of them");
}

int main(void)
{
	test_now();
	test_before();
	test_nothing();
	test_idle();
	test_bad();
	jsontree_done(&tree);
	return done_testing();
}
