/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people are told of a line of the log. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/record/logged.h"

static struct jsontree tree;
static struct logged e;

static enum logged_result read_line(const char *line)
{
	/* Texts are borrowed from it. */
	static char kept[70000];

	snprintf(kept, sizeof(kept), "%s", line);
	return logged_read(&e, &tree, kept, strlen(kept));
}

#define HEAD "{\"timestamp\":\"2026-09-23T08:15:02.114532+0000\"," \
	"\"event_type\":\"alert\",\"src_ip\":\"192.0.2.7\"," \
	"\"dest_ip\":\"198.51.100.9\",\"dest_port\":443,"

static void test_fields(void)
{
	is_number(read_line(HEAD "\"app_proto\":\"tls\","
		  "\"tls\":{\"sni\":\"a.example\"},\"alert\":{\"action\":"
		  "\"blocked\",\"metadata\":{\"vendor\":[\"v\"],"
		  "\"role\":[\"web\"]},\"context\":{\"repeat\":3}}}"),
		  LOGGED_EVENT, "an event");
	is_number(e.time, 1790151302, ": its time");
	is_text(e.client, "192.0.2.7", ": who");
	is_text(e.vendor, "v", ": whose");
	is_text(e.role, "web", ": what it is for");
	is_text(e.via, "tls", ": how it was seen");
	is_text(e.target, "a.example", ": what was asked for");
	is_text(e.shown, "a.example", ": as people read it");
	is_text(e.hint, "", ": without a hint");
	is_number(e.count, 3, ": for how many it stands");
	is_number(e.action, TALLY_BLOCKED, ": blocked");
}

static void test_targets(void)
{
	static const struct {
		const char *what, *rest, *target, *shown, *via;
	} rows[] = {
		{ "an address", "\"app_proto\":\"failed\"}",
		  "198.51.100.9:443", "198.51.100.9:443", "address" },
		{ "one with a name from DNS", "\"app_proto\":\"failed\","
		  "\"alert\":{\"context\":{\"name\":\"n.example\"}}}",
		  "198.51.100.9:443", "n.example (198.51.100.9:443)",
		  "address" },
		{ "a host of HTTP", "\"app_proto\":\"http\","
		  "\"http\":{\"hostname\":\"h.example\"}}", "h.example",
		  "h.example", "http" },
		{ "a question of DNS", "\"app_proto\":\"dns\","
		  "\"dns\":{\"rrname\":\"q.example\"}}", "q.example",
		  "q.example", "dns" },
		{ "an answer that leads on", "\"app_proto\":\"dns\","
		  "\"dns\":{\"rrname\":\"q.example\",\"answers\":[{"
		  "\"rdata\":\"led.example\"}]}}", "led.example",
		  "led.example (by q.example)", "dns" },
		{ "a fallback", "\"app_proto\":\"failed\",\"alert\":{"
		  "\"metadata\":{\"match_type\":[\"fallback\"]},"
		  "\"context\":{\"story\":{\"refused\":\"r.example\"}}}}",
		  "198.51.100.9:443",
		  "198.51.100.9:443 (fallback after r.example)", "fallback" },
		{ "asked again", "\"app_proto\":\"dns\",\"dns\":{\"rrname\":"
		  "\"q.example\"},\"alert\":{\"context\":{\"story\":{"
		  "\"refused\":\"q.example\"}}}}", "q.example",
		  "q.example (asked again of 198.51.100.9)", "dns" },
	};
	char line[1024];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(line, sizeof(line), HEAD "%s", rows[i].rest);
		is_number(read_line(line), LOGGED_EVENT, "%s", rows[i].what);
		is_text(e.target, rows[i].target, ": what was asked for");
		is_text(e.shown, rows[i].shown, ": as people read it");
		is_text(e.via, rows[i].via, ": how it was seen");
	}
	read_line("{\"timestamp\":\"2026-09-23T08:15:02Z\",\"event_type\":"
		  "\"alert\",\"dest_ip\":\"2001:db8::1\",\"dest_port\":53}");
	is_text(e.target, "[2001:db8::1]:53", "an address of IPv6");
}

static void test_actions(void)
{
	static const struct {
		const char *alert;
		enum tally_outcome want;
	} rows[] = {
		{ "\"action\":\"blocked\"", TALLY_BLOCKED },
		{ "\"action\":\"allowed\"", TALLY_LOGGED },
		{ "\"action\":\"allowed\",\"metadata\":{\"exception\":"
		  "[\"ex-0001\"]}", TALLY_EXCEPTED },
		{ "\"action\":\"blocked\",\"metadata\":{\"exception\":"
		  "[\"ex-0001\"]}", TALLY_BLOCKED },
		{ "\"action\":7", TALLY_LOGGED },
	};
	char line[512];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(line, sizeof(line), HEAD "\"alert\":{%s}}",
			 rows[i].alert);
		read_line(line);
		is_number(e.action, rows[i].want, "%s", rows[i].alert);
	}
}

/* Sums of what forged lines say must not overflow. */
static void test_counts(void)
{
	static const struct {
		const char *repeat;
		long long want;
	} rows[] = {
		{ "1", 1 }, { "1000000000", 1000000000 },
		{ "1000000001", 1000000000 },
		{ "99999999999999999999999", 1000000000 }, { "0", 1 },
		{ "-5", 1 }, { "2.5", 1 }, { "\"7\"", 1 }, { "null", 1 },
	};
	char line[512];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(line, sizeof(line), HEAD "\"alert\":{\"context\":{"
			 "\"repeat\":%s}}}", rows[i].repeat);
		read_line(line);
		is_number(e.count, rows[i].want, "a repeat of %s",
			  rows[i].repeat);
	}
}

static void test_odd(void)
{
	static const struct {
		const char *line;
		enum logged_result want;
		const char *reason;	/* of JSON; NULL: it is some */
	} rows[] = {
		{ "", LOGGED_BAD, "there is nothing" },
		{ "not an event", LOGGED_BAD, "a value was expected" },
		{ HEAD, LOGGED_BAD, "ends too early" },
		{ "{}", LOGGED_BAD, NULL },
		{ "[]", LOGGED_BAD, NULL },
		{ "{\"timestamp\":\"yesteryear\"}", LOGGED_BAD, NULL },
		{ "{\"timestamp\":7,\"event_type\":\"alert\"}", LOGGED_BAD,
		  NULL },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\"}", LOGGED_OTHER,
		  NULL },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"event_type\":"
		  "\"stats\"}", LOGGED_OTHER, NULL },
		{ "{\"timestamp\":\"2026-09-23T08:15:02Z\",\"event_type\":"
		  "\"alert\"}", LOGGED_EVENT, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_number(read_line(rows[i].line), rows[i].want, "odd line "
			  "%zu", i);
		ok(!rows[i].reason == !*tree.why &&
		   (!rows[i].reason ||
		    strcmp(tree.reason, rows[i].reason) == 0),
		   ": and why it is none");
	}
	is_text(e.vendor, "-", "an event without anything: whose");
	is_text(e.client, "", ": who");
	is_text(e.target, ":0", ": what was asked for");
}

/* Names of strangers fill no more than there is room for. */
static void test_long(void)
{
	static char line[70000];
	size_t n = (size_t)snprintf(line, sizeof(line), HEAD
				    "\"tls\":{\"sni\":\"");

	memset(line + n, 'x', 60000);
	snprintf(line + n + 60000, sizeof(line) - n - 60000, "\"},\"alert\":"
		 "{\"context\":{\"story\":{\"refused\":\"y\"}}}}");
	is_number(read_line(line), LOGGED_EVENT, "a long name");
	is_number(strlen(e.target), sizeof(e.target) - 1, ": is cut");
	ok(strlen(e.shown) < sizeof(e.shown), ": as people read it, too");
}

int main(void)
{
	test_fields();
	test_targets();
	test_actions();
	test_counts();
	test_odd();
	test_long();
	jsontree_done(&tree);
	return done_testing();
}
