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
	test_hostile();
	test_moved();
	audit_close(&a);
	jsontree_done(&tree);
	return done_testing();
}
