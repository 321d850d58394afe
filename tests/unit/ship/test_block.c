/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of lines, and the table that takes them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "tests/unit/tap.h"
#include "tools/record/flat.h"
#include "tools/ship/block.h"

static struct jsontree tree;

static void line(char text[512], const char *time, const char *stream,
		 const char *gateway, int seq)
{
	snprintf(text, 512, "{\"timestamp\":\"%s.000000+0000\",\"event_type\":"
		 "\"alert\",\"src_ip\":\"192.0.2.7\",\"alert\":{\"action\":"
		 "\"blocked\"},\"cordon\":{\"gateway\":\"%s\",\"stream\":"
		 "\"%s\",\"seq\":%d,\"outcome\":\"blocked\"}}", time, gateway,
		 stream, seq);
}

static bool takes(const struct block *b, const char *time, const char *stream,
		  const char *gateway, int seq)
{
	struct record r;
	char text[512];

	line(text, time, stream, gateway, seq);
	record_read(&r, &tree, text, strlen(text));
	return block_takes(b, &r, (uint64_t)seq);
}

static void add(struct block *b, int seq)
{
	struct record r;
	char text[512];

	line(text, "2026-07-31T23:59:59", "0f", "gw", seq);
	record_read(&r, &tree, text, strlen(text));
	block_add(b, &r, (uint64_t)seq);
}

#define LATE "2026-07-31T23:59:59"

static void test_border(void)
{
	struct block b = { .lines = 0 };

	ok(takes(&b, LATE, "0f", "gw", 7), "an empty one takes any line");
	add(&b, 7);
	add(&b, 8);
	ok(takes(&b, LATE, "0f", "gw", 9), "takes the next number");
	ok(!takes(&b, LATE, "0f", "gw", 10), "not one behind a gap");
	ok(!takes(&b, LATE, "0f", "gw", 8), "not one that it has");
	ok(!takes(&b, LATE, "1f", "gw", 9), "not one of another stream");
	ok(!takes(&b, LATE, "0f", "gw2", 9), "not one of another gateway");
	ok(!takes(&b, "2026-08-01T00:00:00", "0f", "gw", 9),
	   "not one of another month");
	b.end = 8;
	ok(!takes(&b, LATE, "0f", "gw", 9), "none behind where it ended when "
	   "it was sent before");
	is_number(b.first, 7, "begins with its first");
	is_number(b.last, 8, "ends with its last");
	is_number(b.events, 2, "counts events");
	block_reset(&b);
	is_number(b.lines + b.end + b.rows.len, 0, "is empty again");
	block_done(&b);
}

/* Each row ends with the number of the first. */
static void test_rows(void)
{
	struct block b = { .lines = 0 };
	unsigned tabs = 0, lines = 0;

	add(&b, 7);
	add(&b, 8);
	for (size_t i = 0; i < b.rows.len; i++) {
		tabs += b.rows.p[i] == '\t';
		lines += b.rows.p[i] == '\n';
	}
	is_number(lines, 2, "a row a line");
	is_number(tabs, 2 * FLAT_COLUMNS, "of all columns and one more");
	ok(b.rows.len > 3 && memcmp(b.rows.p + b.rows.len - 3, "\t7\n", 3) == 0,
	   "the block is the last");
	block_done(&b);
}

/* The table of the centre has the columns that are sent, of their types. */
static void test_table(void)
{
	struct buffer text = { 0 };
	const char *at;

	if (file_read("packaging/fleet/clickhouse/10-events.sql", 65536,
		      &text) < 0)
		give_up("the table cannot be read");
	buffer_char(&text, '\0');
	at = strstr(text.p, "cordon.events (");
	for (size_t i = 0; i < FLAT_COLUMNS && at; i++) {
		char want[80];

		snprintf(want, sizeof(want), "%s %s,", flat_columns[i].name,
			 flat_words[flat_columns[i].type]);
		at = strstr(at + 1, want);
		ok(at != NULL, "column %s of the table", want);
	}
	ok(at && strstr(at, "block UInt64\n"), "and the block");
	buffer_done(&text);
}

int main(void)
{
	test_border();
	test_rows();
	test_table();
	jsontree_done(&tree);
	return done_testing();
}
