/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines taken apart: scanned or read as JSON, the same comes of it. With a file
 * of cordond's lines (tests/golden/eve.sh) it holds those to be scanned. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/record/record.h"
#include "tools/record/scan.h"

static struct jsontree tree;

static bool is_same(struct span a, struct span b)
{
	return !a.p == !b.p && a.len == b.len &&
	       (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/* Where the two differ, -1 for nowhere. */
static int difference(const char *line)
{
	struct record scanned = { .time = 0 }, read = { .time = 0 };

	if (!scan_line(scanned.part, line, strlen(line)))
		return RECORD_PARTS;
	if (record_read_tree(&read, &tree, line, strlen(line)) == RECORD_BAD)
		return RECORD_PARTS;
	for (int i = 0; i < RECORD_PARTS; i++)
		if (!is_same(scanned.part[i], read.part[i]))
			return i;
	return -1;
}

#define LINE "{\"timestamp\":\"2026-09-23T08:15:02.114532+0000\"," \
	"\"flow_id\":7,\"event_type\":\"alert\",\"src_ip\":\"192.0.2.7\"," \
	"\"src_port\":40000,\"dest_ip\":\"198.51.100.9\",\"dest_port\":443," \
	"\"proto\":\"TCP\",\"ip_v\":4,\"ether\":{\"src_mac\":" \
	"\"52:54:00:00:00:07\"},\"app_proto\":\"tls\",\"alert\":{\"action\":" \
	"\"blocked\",\"severity\":1,\"metadata\":{\"vendor\":[\"v\"]," \
	"\"role\":[\"web\"]},\"context\":{\"origin\":\"forwarded\"," \
	"\"repeat\":3}},\"cordon\":{\"stream\":\"0f\",\"seq\":12," \
	"\"outcome\":\"blocked\"},\"tls\":{\"sni\":\"a.example\"}}"

static void test_scan(void)
{
	struct record r;
	uint64_t seq;

	is_number(difference(LINE), -1, "an event of cordond");
	is_number(record_read(&r, &tree, LINE, strlen(LINE)), RECORD_EVENT,
		  ": its kind");
	is_number(r.time, 1790151302114532, ": its time");
	is_number(record_count(&r), 3, ": for how many it stands");
	is_number(record_outcome(&r), TALLY_BLOCKED, ": what became of it");
	ok(span_is(record_name(&r), "a.example"), ": what was asked for");
	ok(record_seq(&r, &seq) && seq == 12, ": its number");
	ok(span_is(r.part[PART_MAC], "52:54:00:00:00:07"), ": whose card");
}

/* What is left to JSON, and what that makes of it. */
static void test_others(void)
{
	static const struct {
		const char *line;
		enum record_kind want;
	} rows[] = {
		{ "", RECORD_BAD }, { "{", RECORD_BAD }, { "{}x", RECORD_BAD },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",}", RECORD_BAD },
		{ "{\"event_type\":\"alert\",\"timestamp\":"
		  "\"2026-09-23T08:15:02Z\"}", RECORD_EVENT },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"host\":\"\\u0041"
		  "\",\"event_type\":\"alert\"}", RECORD_EVENT },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"event_type\":"
		  "\"cordon\",\"cordon\":{\"event\":\"start\"}}",
		  RECORD_NOTICE },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"event_type\":"
		  "\"flow\"}", RECORD_OTHER },
		{ "{\"timestamp\":\"2h\",\"event_type\":\"alert\"}",
		  RECORD_BAD },
		{ "{\"timestamp\":\"2026-02-31T08:15:02.000000+0000\","
		  "\"event_type\":\"alert\"}", RECORD_BAD },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"flow_id\":01,"
		  "\"event_type\":\"alert\"}", RECORD_BAD },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"host\":\"\x80\""
		  "}", RECORD_BAD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct record r;

		is_number(record_read(&r, &tree, rows[i].line,
				      strlen(rows[i].line)), rows[i].want,
			  "line %zu", i);
	}
}

static void test_times(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} rows[] = {
		{ "1970-01-01T00:00:00.000000+0000", 0 },
		{ "1970-01-01T00:00:00.000001+0000", 1 },
		{ "2000-02-29T12:00:00.500000+0000", 951825600500000 },
		{ "2024-12-31T23:59:59.999999+0000", 1735689599999999 },
		{ "2100-03-01T00:00:00.000000+0000", 4107542400000000 },
		{ "2026-09-23T10:15:02.114532+0200", 1790151302114532 },
		{ "2026-09-23T08:15:02.1Z", 1790151302100000 },
		{ "2026-09-23T08:15:02Z", 1790151302000000 },
	};
	int64_t got;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct span s = { (const uint8_t *)rows[i].text,
				  strlen(rows[i].text) };

		ok(record_time(s, &got), "%s", rows[i].text);
		is_number(got, rows[i].want, ": when that was");
	}
}

/* Every line that has nothing to unescape. */
static void check_file(const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned n = 0, wrong = 0;
	size_t size = 0;
	char *line = NULL;

	while (f && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strchr(line, '\\') || strstr(line, "\"cordon\",\"host"))
			continue;
		n++;
		if (difference(line) >= 0 && wrong++ == 0)
			diag("%d: %s", difference(line), line);
	}
	ok(n > 50, "%u lines of cordond", n);
	is_number(wrong, 0, ": are scanned, as JSON has them");
	free(line);
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	setenv("TZ", "UTC", 1);
	if (argc > 1) {
		check_file(argv[1]);
		return done_testing();
	}
	test_scan();
	test_others();
	test_times();
	jsontree_done(&tree);
	return done_testing();
}
