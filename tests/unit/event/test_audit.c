/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of changes: a whole line of JSON for each, whatever it says. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/jsontree.h"
#include "nfq/event/audit.h"
#include "tests/unit/tap.h"

static struct audit a;
static struct jsontree tree;
static const struct jsontree_node *last;

/* Reads the file: `last` is its last line; how many there are. */
static unsigned lines(void)
{
	struct buffer text = { 0 };
	unsigned n = 0;
	char *rest, *line;

	file_read(a.file.path, SIZE_MAX, &text);
	last = NULL;
	for (rest = text.p; rest && (line = strsep(&rest, "\n")) && *line;
	     n++)
		last = jsontree_parse(&tree, line, strlen(line));
	buffer_done(&text);
	return n;
}

static void test_lines(void)
{
	audit_write(&a, "start", AUDIT_SELF, "mode %s, generation %u",
		    "enforce", 7u);
	is_number(lines(), 1, "a line");
	is_text(jsontree_text(last, "schema"), "cordon.audit/1", "schema");
	is_text(jsontree_text(last, "event"), "start", "what");
	is_text(jsontree_text(last, "by"), "cordond", "by itself");
	is_text(jsontree_text(last, "detail"), "mode enforce, generation 7",
		"detail");
	ok(strlen(jsontree_text(last, "timestamp")) > 20, "when");
	audit_write(&a, "mode", 0, "off");
	is_number(lines(), 2, ": another");
	is_number(jsontree_number(last, "uid"), 0, "by a user");
	ok(!jsontree_member(last, "by"), ": and not by cordond");
}

static const struct jsontree_node *member(const char *key)
{
	return jsontree_member(last, key);
}

static void test_changes(void)
{
	const struct audit_change c = {
		.of = "ex-0001", .before = "until \"\n", .until = 86400,
		.confirm = true,
	}, away = { .away_ms = 17 };

	audit_change(&a, "except", 1000, &c, "removed %s", c.of);
	lines();
	is_text(jsontree_text(last, "of"), "ex-0001", "of what");
	is_text(jsontree_text(last, "before"), "until \"\n", "before");
	ok(member("after") && member("after")->type == JSONTREE_WORD &&
	   strcmp(member("after")->text, "null") == 0, ": nothing after");
	is_text(jsontree_text(last, "until"), "1970-01-02T00:00:00Z", "until");
	ok(jsontree_true(last, "confirm"), "unless confirmed");
	ok(!member("user") && !member("command"), "nobody known");
	audit_change(&a, "repair", AUDIT_SELF, &away, "put back");
	lines();
	is_number(jsontree_number(last, "away_ms"), 17, "the table was away");
	ok(!member("before") && !member("after"), ": which is no value");
	audit_write(&a, "stop", AUDIT_SELF, "now");
	lines();
	ok(!member("of") && !member("before") && !member("after") &&
	   !member("until") && !member("confirm"), "no change: none of it");
}

static void test_caller(void)
{
	const struct audit_change c = { .before = "off", .after = "on" };

	caller_parse(&a.caller, "by root alice pts/3 cordon \"x\" \x1b[2J");
	a.called = true;
	audit_change(&a, "mode", 0, &c, "on");
	lines();
	is_text(jsontree_text(last, "user"), "root", "user");
	is_text(jsontree_text(last, "sudo_user"), "alice", "sudo");
	is_text(jsontree_text(last, "tty"), "pts/3", "terminal");
	is_text(jsontree_text(last, "command"), "cordon \"x\" \x1b[2J",
		"command");
	audit_change(&a, "mode", AUDIT_SELF, &c, "over");
	lines();
	ok(!member("user") && !member("sudo_user") && !member("tty") &&
	   !member("command"), "what ends by itself nobody called");
	a.called = false;
	audit_change(&a, "mode", 0, &c, "on");
	lines();
	ok(!member("user"), "nor what another asked for");
}

/* What comes from a file or a command line must not forge a second line. */
static void test_hostile(void)
{
	char detail[2000];
	unsigned before = lines();

	audit_write(&a, "except", 1000, "%s", "a\"},\n{\"event\":\"b\"\x1b[2J");
	is_number(lines(), before + 1, "one line");
	is_text(jsontree_text(last, "event"), "except", "of what was done");
	is_text(jsontree_text(last, "detail"), "a\"},\n{\"event\":\"b\"\x1b[2J",
		": with all that was said");
	memset(detail, 'x', sizeof(detail) - 1);
	detail[sizeof(detail) - 1] = '\0';
	audit_write(&a, "except", 1000, "%s", detail);
	is_number(lines(), before + 2, "a long one is a line too");
}

static void test_moved(void)
{
	char away[200];

	snprintf(away, sizeof(away), "%s.1", a.file.path);
	rename(a.file.path, away);
	audit_write(&a, "mode", 0, "on");
	is_number(lines(), 1, "where it was moved away it is made anew");
	rename(a.file.path, away);
	audit_reopen(&a);
	is_number(lines(), 0, ": or when it is told so");
}

int main(void)
{
	char log[160];

	snprintf(log, sizeof(log), "%s/events.json", scratch());
	ok(audit_open(&a, log), ": it opens");
	ok(strcmp(strrchr(a.file.path, '/'), "/audit.json") == 0 &&
	   strncmp(a.file.path, log, strlen(scratch())) == 0,
	   ": in the folder of the log");
	test_lines();
	test_changes();
	test_caller();
	test_hostile();
	test_moved();
	audit_close(&a);
	jsontree_done(&tree);
	return done_testing();
}
