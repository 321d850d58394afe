/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer to "status", from numbers that are given. */

#include "nfq/status.h"
#include "tests/unit/tap.h"

static struct buffer out;

static const char *text_of(const struct status *s)
{
	struct json j = json_into(&out);

	buffer_reset(&out);
	status_put(s, &j);
	return out.p;
}

static const struct status_vendor vendors[] = {
	{ .id = "acme", .title = "ACME \"Ltd\"", .mode = "enforce",
	  .as_of = "2026-01-02", .names = 3, .prefixes = 4 },
	{ .id = "bolt", .title = "Bolt", .mode = "off", .as_of = "2025-03-04" },
};
static const char *const exceptions[] = { "e1", "e2" };
static const char *const wan[] = { "eth0", "ppp0" };
static const struct status_match matches[] = { { "acme", { 5, 6, 7, 8 } } };

/* Every number another. */
static struct status full(void)
{
	struct status s = {
		.generated = "2026-01-02T03:04:05Z", .version = "9.9",
		.config = "/etc/cordon/cordon.conf", .pid = 11, .uid = 12,
		.uptime = 13, .reexecs = 60, .failed_reexecs = 61, .mode = {
			.mode = "enforce", .origin = "cordon.conf:7",
			.on_failure = "closed", .on_stop = "sets",
			.generation = 14,
		},
		.digest = "abcd", .vendors = { vendors, 2 },
		.exceptions = { exceptions, 2 },
		.table = { .present = true, .complete = true, .ncounters = 2,
			   .counters = { { .name = "one", .packets = 15 },
					 { .name = "two", .packets = 16 } } },
		.repairs = 17, .repair_failures = 18,
		.guard = "on", .held = 62, .wan = { wan, 2 },
		.queues = { .first = 7100, .workers = 3 },
		.queue_kind = "native", .queue_length = 2048,
		.receive_buffer = 1 << 25, .counters_readable = true,
		.backlog = { .waiting = 19, .dropped = 20,
			     .user_dropped = 21 },
		.events_file = "/var/log/cordon/events.json", .events = 22,
		.written = 23, .lost = 24, .kernel_lost = 25,
		.matches = { matches, 1 }, .seccomp = true, .landlock = 7,
		.reloads = 26, .failed_reloads = 27, .last_reload_well = true,
	};

	s.work.queue.packets = 30;
	s.work.queue.bursts = 31;
	s.work.queue.overruns = 32;
	s.work.queue.errors = 33;
	s.work.queue.forced_buffer = true;
	for (int v = 0; v < VERDICTS; v++)
		s.work.judge.verdicts[v] = 40 + (uint64_t)v;
	s.work.judge.unknown = 50;
	s.work.judge.bad = 51;
	s.work.answers = 52;
	s.work.answer_errors = 53;
	s.work.events_lost = UINT64_MAX;
	s.work.judge.found[PROTO_DNS] = 54;
	s.work.flows = (struct flow_stats) { 55, 56, 57, 0 };
	return s;
}

static void has(const char *part)
{
	bool there = strstr(out.p, part) != NULL;

	ok(there, ": has %s", part);
	if (!there)
		diag("%s", out.p);
}

static void begins(const char *head)
{
	ok(strncmp(out.p, head, strlen(head)) == 0, "begins with %s", head);
}

static void test_full(void)
{
	struct status s = full();

	text_of(&s);
	begins("{\"schema\":\"cordon.status/1\","
	       "\"generated\":\"2026-01-02T03:04:05Z\","
	       "\"version\":\"9.9\",\"pid\":11,\"uid\":12,\"uptime\":13,"
	       "\"reexecs\":60,\"failed_reexecs\":61,"
	       "\"config\":\"/etc/cordon/cordon.conf\","
	       "\"mode\":\"enforce\",\"mode_origin\":\"cordon.conf:7\","
	       "\"on_failure\":\"closed\",\"on_stop\":\"sets\","
	       "\"generation\":{\"number\":14,\"digest\":\"abcd\"},");
	has("\"vendors\":[{\"id\":\"acme\",\"title\":\"ACME \\\"Ltd\\\"\","
	    "\"mode\":\"enforce\",\"as_of\":\"2026-01-02\",\"names\":3,"
	    "\"prefixes\":4},{\"id\":\"bolt\",\"title\":\"Bolt\",\"mode\":"
	    "\"off\",\"as_of\":\"2025-03-04\",\"names\":0,\"prefixes\":0}],"
	    "\"exceptions\":[\"e1\",\"e2\"],");
	has("\"table\":{\"present\":true,\"complete\":true,\"repairs\":17,"
	    "\"repair_failures\":18,\"guard\":\"on\",\"held_back\":62,"
	    "\"counters\":{\"one\":15,\"two\":16},"
	    "\"wan\":[\"eth0\",\"ppp0\"]},");
	has("\"queues\":{\"kind\":\"native\",\"workers\":3,\"first\":7100,"
	    "\"length\":2048,\"counters_readable\":true,\"waiting\":19,"
	    "\"dropped\":20,\"user_dropped\":21,\"receive_buffer\":33554432,"
	    "\"forced_buffers\":true},");
	has("\"packets\":{\"judged\":30,\"bursts\":31,\"overruns\":32,"
	    "\"errors\":33,\"more\":40,\"pass_flow\":41,\"block_flow\":42,"
	    "\"pass_once\":43,\"refuse_once\":44,\"drop\":45,\"unknown\":50,"
	    "\"broken\":51,\"dns_answers\":52,\"dns_answer_errors\":53},"
	    "\"names\":{");
	has("\"dns\":54");
	has("\"flows\":{\"open\":55,\"max\":56,\"evicted\":57},"
	    "\"events_lost_in_rings\":18446744073709551615,"
	    "\"events\":{\"file\":\"/var/log/cordon/events.json\","
	    "\"seen\":22,\"written\":23,\"lost\":24,\"lost_in_kernel\":25},"
	    "\"matches\":[{\"vendor\":\"acme\",\"blocked\":5,"
	    "\"would-block\":6,\"logged\":7,\"excepted\":8}],"
	    "\"sandbox\":{\"seccomp\":true,\"landlock\":7},"
	    "\"reloads\":26,\"failed_reloads\":27,"
	    "\"last_reload_well\":true,\"timed_modes\":[]}");
}

/* What cannot be known is not said to be 0. */
static void test_unknown(void)
{
	struct status s = full();

	s.counters_readable = false;
	text_of(&s);
	has("\"length\":2048,\"counters_readable\":false,"
	    "\"receive_buffer\":33554432,");
}

static void test_troubles(void)
{
	struct status s = full();

	s.mode.ends = true;
	s.mode.ends_in = 59;
	s.last_reload_well = false;
	s.last_error = "cordon.conf:3: unknown key \"x\"";
	s.events_error = "No space left on device";
	text_of(&s);
	has("\"mode_origin\":\"cordon.conf:7\",\"mode_ends_in\":59,"
	    "\"mode_needs_confirm\":false,\"on_failure\"");
	has("\"lost_in_kernel\":25,\"error\":\"No space left on device\"}");
	has("\"last_reload_well\":false,"
	    "\"last_error\":\"cordon.conf:3: unknown key \\\"x\\\"\","
	    "\"timed_modes\":[]}");
}

static void test_empty(void)
{
	struct status s = { .mode.mode = "off" };

	text_of(&s);
	has("\"vendors\":[],\"exceptions\":[],");
	has("\"counters\":{},\"wan\":[]}");
	has("\"matches\":[],");
	ok(!strstr(out.p, "null") && !strstr(out.p, "error\""),
	   "nothing is said that is not known");
}

static void test_mode(void)
{
	struct status s = full();
	struct json j = json_into(&out);

	buffer_reset(&out);
	s.mode.ends = s.mode.needs_confirm = true;
	status_put_mode(&s.mode, &j);
	is_text(out.p, "{\"schema\":\"cordon.mode/1\",\"mode\":\"enforce\","
		"\"mode_origin\":\"cordon.conf:7\",\"mode_ends_in\":0,"
		"\"mode_needs_confirm\":true,\"on_failure\":\"closed\","
		"\"on_stop\":\"sets\",\"generation\":14,"
		"\"timed_modes\":[]}",
		"the answer to what changes the mode");
}

int main(void)
{
	test_full();
	test_unknown();
	test_troubles();
	test_empty();
	test_mode();
	buffer_done(&out);
	return done_testing();
}
