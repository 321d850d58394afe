/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log as files: rotated ones first, lines being written, a rotation while
 * it is read. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "tests/unit/tap.h"
#include "tools/query/eventlog.h"

/* --- making one ------------------------------------------------------- */

static void append(const char *name, const char *text)
{
	FILE *f = fopen(scratch_in(name), "a");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		give_up("cannot write %s", name);
}

/* An event of a client. */
static const char *line(const char *client)
{
	static char text[4][512];
	static unsigned next;
	char *out = text[next++ % 4];

	snprintf(out, sizeof(text[0]), "{\"timestamp\":\"2026-09-23T08:15:02Z"
		 "\",\"event_type\":\"alert\",\"src_ip\":\"%s\",\"dest_ip\":"
		 "\"192.0.2.9\",\"dest_port\":443,\"app_proto\":\"failed\"}\n",
		 client);
	return out;
}

/* The clients that come, with blanks between. */
static bool take(void *arg, const struct logged *e)
{
	struct buffer *seen = arg;

	buffer_printf(seen, "%s%s", seen->len ? " " : "", e->client);
	return strcmp(e->client, "enough") != 0;
}

static const char *seen_now(struct eventlog *l, bool *any)
{
	static struct buffer seen;

	buffer_reset(&seen);
	buffer_text(&seen, "");
	*any = eventlog_read(l, take, &seen);
	return seen.p;
}

/* What is said on stderr while the log is read. */
static char *said(struct eventlog *l)
{
	int saved = dup(STDERR_FILENO);
	int to = open(scratch_in("said"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *text = xcalloc(1, 4096);
	bool any;

	dup2(to, STDERR_FILENO);
	seen_now(l, &any);
	dup2(saved, STDERR_FILENO);
	if (pread(to, text, 4095, 0) < 0)
		give_up("cannot read what was said");
	close(to);
	close(saved);
	return text;
}

/* --- files ------------------------------------------------------------ */

static void test_rotated(void)
{
	struct eventlog *l;
	bool any;

	append("log.2", line("first"));
	append("log.1", line("second"));
	append("log", line("third"));
	l = eventlog_open(scratch_in("log"), 0);
	is_text(seen_now(l, &any), "first second third", "in their order");
	ok(any, "there is a log");
	is_text(seen_now(l, &any), "", "nothing twice");
	append("log", line("fourth"));
	is_text(seen_now(l, &any), "fourth", "what comes");
	eventlog_close(l);
	eventlog_close(NULL);
}

static void test_since(void)
{
	const struct timespec old[2] = { { .tv_sec = 1000 },
					 { .tv_sec = 1000 } };
	struct eventlog *l;
	bool any;

	append("since.1", line("old"));
	append("since", line("new"));
	utimensat(AT_FDCWD, scratch_in("since.1"), old, 0);
	l = eventlog_open(scratch_in("since"), 1001);
	is_text(seen_now(l, &any), "new", "what ended before is passed over");
	eventlog_close(l);
	l = eventlog_open(scratch_in("since"), 1000);
	is_text(seen_now(l, &any), "old new", "but not what did just then");
	eventlog_close(l);
}

static void test_half(void)
{
	const char *whole = line("slow");
	struct eventlog *l;
	char half[512];
	bool any;

	snprintf(half, sizeof(half), "%.*s", (int)strlen(whole) / 2, whole);
	append("half", half);
	l = eventlog_open(scratch_in("half"), 0);
	is_text(seen_now(l, &any), "", "half a line is not read");
	append("half", whole + strlen(half));
	is_text(seen_now(l, &any), "slow", "its other half is");
	eventlog_close(l);
}

static void test_moved(void)
{
	struct eventlog *l;
	bool any;
	char *to;

	append("moved", line("a"));
	l = eventlog_open(scratch_in("moved"), 0);
	seen_now(l, &any);
	append("moved", line("b"));
	to = xstrdup(scratch_in("moved.1"));
	if (rename(scratch_in("moved"), to) < 0)
		give_up("cannot rename");
	is_text(seen_now(l, &any), "b", "the end of what was rotated");
	append("moved", line("c"));
	is_text(seen_now(l, &any), "c", "and its successor");
	free(to);
	eventlog_close(l);
}

static void test_none(void)
{
	struct eventlog *l = eventlog_open(scratch_in("none"), 0);
	bool any;

	is_text(seen_now(l, &any), "", "nothing");
	ok(!any, ", since there is no log");
	append("none", line("late"));
	is_text(seen_now(l, &any), "late", "until there is one");
	ok(any, ", which is told");
	eventlog_close(l);
}

static void test_enough(void)
{
	struct eventlog *l;
	bool any;

	append("enough", line("a"));
	append("enough", line("enough"));
	append("enough", line("b"));
	l = eventlog_open(scratch_in("enough"), 0);
	is_text(seen_now(l, &any), "a enough", "no more than is wanted");
	ok(!any, ", which is told");
	eventlog_close(l);
}

static void test_broken(void)
{
	struct eventlog *l;
	char *want, *long_line = xcalloc(1, 70000), *got;

	memset(long_line, 'x', 69998);
	long_line[69998] = '\n';
	append("broken", line("a"));
	append("broken", "not an event\n");
	append("broken", "{\"a\":1}\n");
	append("broken", long_line);
	append("broken", "{\"timestamp\":\"2026-09-23T08:15:02Z\","
	       "\"event_type\":\"stats\"}\n");
	l = eventlog_open(scratch_in("broken"), 0);
	got = said(l);
	want = xasprintf("cordon: %s:2: not an event, passed over: column 4: "
			 "a value was expected\n"
			 "cordon: %s:3: not an event, passed over: it has no "
			 "time\n"
			 "cordon: %s:4: not an event, passed over: it is too "
			 "long\n", scratch_in("broken"), scratch_in("broken"),
			 scratch_in("broken"));
	is_text(got, want, "what is none is told, with its place");
	eventlog_close(l);
	free(long_line);
	free(want);
	free(got);
}

int main(void)
{
	test_rotated();
	test_since();
	test_half();
	test_moved();
	test_none();
	test_enough();
	test_broken();
	return done_testing();
}
