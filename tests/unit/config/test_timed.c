/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Local rules that end: the register, and the lists made from it. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/file.h"
#include "ruleset/config/timed.h"
#include "tests/unit/tap.h"

static void add(struct timed *t, const char *entry, enum timed_action a,
		time_t end)
{
	char until[] = "2027-01-15T08:00:00Z", by[] = "bob", why[] = "a\"b\n";

	timed_set(t, &(struct timed_rule) {
		.entry = (char *)(uintptr_t)entry, .action = a,
		.until = until, .by = by, .reason = why, .end = end,
	});
}

static const char *list_of(enum timed_action a)
{
	static char text[512];
	struct buffer b = { 0 };
	char *path = timed_list(scratch(), a);

	text[0] = '\0';
	if (file_read(path, sizeof(text) - 1, &b) == 0)
		snprintf(text, sizeof(text), "%s", b.p);
	buffer_done(&b);
	free(path);
	return strchr(text, '\n') ? strchr(text, '\n') + 1 : "";
}

static void test_register(void)
{
	struct conf_report report = { .errors = 0 };
	struct timed t, again;

	ok(timed_read(&t, scratch(), &report), ": none is empty");
	is_number(timed_next(&t), 0, ": and never ends");
	add(&t, "a.example", TIMED_BLOCK, 300);
	add(&t, "192.0.2.0/24", TIMED_BLOCK, 100);
	add(&t, "a.example", TIMED_ALLOW, 200);
	is_number(timed_next(&t), 100, "the first end");
	is_number(timed_store(&t, scratch()), 0, "stored");
	is_text(list_of(TIMED_BLOCK), "a.example\n192.0.2.0/24\n", "blocks");
	is_text(list_of(TIMED_ALLOW), "a.example\n", "allows");
	ok(timed_read(&again, scratch(), &report), "read back");
	is_number(again.rules.n, 3, ": all of it");
	is_text(((struct timed_rule *)again.rules.items)[0].reason, "a\"b\n",
		": text and all");
	is_number(((struct timed_rule *)again.rules.items)[0].end, 1800000000,
		  ": and the end");
	timed_done(&again);

	add(&t, "a.example", TIMED_BLOCK, 400);
	is_number(t.rules.n, 3, ": again is a new end");
	is_number(timed_drop_over(&t, 200), 2, "two are over");
	is_number(timed_next(&t), 400, "one is not");
	is_number(timed_drop(&t, TIMED_ALLOW, "a.example"), 0, ": not this");
	is_number(timed_drop(&t, TIMED_BLOCK, "a.example"), 1, ": but this");
	is_number(timed_store(&t, scratch()), 0, "stored");
	is_text(list_of(TIMED_BLOCK), "", "nothing is left");
	timed_done(&t);
	conf_report_done(&report);
}

static void test_mistakes(void)
{
	struct conf_report report = { .errors = 0 };
	char path[256];
	struct timed t;
	FILE *f;

	snprintf(path, sizeof(path), "%s/timed.conf", scratch());
	f = fopen(path, "w");
	if (!f)
		abort();
	fputs("rules = (\n{ entry = \"a\"; action = \"block\";\n"
	      "until = \"2h\"; } );\n", f);
	fclose(f);
	ok(!timed_read(&t, scratch(), &report) &&
	   strstr(report.text.p, "timed.conf:2: until = \"2h\""),
	   "an end that moves: %s", report.text.p ? report.text.p : "");
	timed_done(&t);
	conf_report_done(&report);
}

int main(void)
{
	test_register();
	test_mistakes();
	return done_testing();
}
