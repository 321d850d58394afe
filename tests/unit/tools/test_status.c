/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "cordon status" says of given facts. */

#include <string.h>

#include "tests/unit/tap.h"
#include "tools/status.h"

/* What is told, good until the next call. */
static const char *told(struct args a, const char *status,
			struct status_facts f)
{
	static struct buffer out;
	struct jsontree t = { .n = 0 };
	struct answer *an;

	a.color = "never";
	buffer_reset(&out);
	buffer_text(&out, "");
	if (status)
		f.daemon = jsontree_parse(&t, status, strlen(status));
	an = answer_into(&out, &a, "cordon.status/1");
	status_tell(an, &a, &f);
	answer_end(an);
	jsontree_done(&t);
	return out.p;
}

#define NONE ((struct status_facts) { .n = 0 })
#define PEOPLE ((struct args) { .config = NULL })
#define JSON ((struct args) { .as_json = true })
#define CSV ((struct args) { .as_csv = true })

static void test_stopped(void)
{
	struct status_facts f = { .table_known = true };

	is_text(told(PEOPLE, NULL, NONE), "cordond is not running\n"
		"  kernel    unknown; ask as root\n"
		"  next      systemctl start cordond, or \"cordon doctor\"\n",
		"nothing is known");
	is_text(told(JSON, NULL, NONE), "{\"schema\":\"cordon.status/1\","
		"\"running\":false}\n", ", as JSON");
	ok(strstr(told(PEOPLE, NULL, f), "  kernel    no table inet cordon: "
		  "nothing is blocked\n"), "no table");
	is_text(told(JSON, NULL, f), "{\"schema\":\"cordon.status/1\","
		"\"running\":false,\"table\":{\"present\":false,\"queues\":"
		"false}}\n", ", as JSON");
	f.table.present = true;
	ok(strstr(told(PEOPLE, NULL, f), "the table is there, but not as "
		  "cordond made it: what it still decides is not known\n"),
	   "a table of nobody");
	memcpy(f.table.generation, "7", 2);
	f.table.queues = true;
	ok(strstr(told(PEOPLE, NULL, f), "the table is there: listed "
		  "addresses are still decided; what would be judged by name "
		  "follows on_failure\n"), "a whole table");
	is_text(told(CSV, NULL, f), "vendor,mode,names,prefixes,by address,"
		"as of,title\n", "no vendors as rows");
}

#define STATUS(rest) \
	"{\"schema\":\"cordon.status/1\",\"version\":\"1.2\"," \
	"\"pid\":7,\"uptime\":90,\"mode\":\"enforce\"," \
	"\"mode_origin\":\"x.conf:1\",\"on_failure\":\"closed\"," \
	"\"generation\":{\"number\":4," \
	"\"digest\":\"0123456789abcdef\"}," \
	"\"table\":{\"present\":true,\"complete\":true,\"repairs\":2," \
	"\"guard\":\"on\"," \
	"\"counters\":{\"unjudged-passed\":5,\"unjudged-refused\":6," \
	"\"vendor-v\":1,\"vendor-v-log\":2,\"vendor-v-port\":3," \
	"\"vendor-v-log-port\":4}},\"queues\":{\"kind\":\"native\"," \
	"\"workers\":2,\"waiting\":3,\"length\":2048,\"dropped\":1," \
	"\"user_dropped\":2,\"counters_readable\":true}," \
	"\"packets\":{\"judged\":10,\"block_flow\":11," \
	"\"refuse_once\":12,\"pass_flow\":13}," \
	"\"events\":{\"file\":\"/x\",\"written\":20,\"lost\":21}," \
	"\"events_lost_in_rings\":1,\"vendors\":[{\"id\":\"v\"," \
	"\"title\":\"V, Inc\",\"mode\":\"enforce\"," \
	"\"as_of\":\"2026-01-01\",\"names\":8,\"prefixes\":9}," \
	"{\"id\":\"w\",\"mode\":\"off\"}]" rest "}"

static void test_running(void)
{
	is_text(told(PEOPLE, STATUS(""), NONE),
		"cordond 1.2 is running, pid 7, up 1 m 30 s\n"
		"  mode      enforce, from x.conf:1\n"
		"  unjudged  packets nobody judged are refused (on_failure "
		"closed): 5 let through, 6 refused\n"
		"  lists     generation 4, digest 0123456789ab\n"
		"  kernel    table inet cordon complete, restored 2 times, "
		"guard on\n"
		"  queue     2 workers, native queue, waiting 3 of 2048, 3 "
		"lost\n"
		"  judged    10 packets by name: 11 connections and 12 "
		"messages refused, 13 connections allowed\n"
		"  log       /x: 20 lines, 22 lost\n\n"
		"VENDOR MODE    NAMES PREFIXES BY ADDRESS AS OF      TITLE\n"
		"v      enforce     8        9         10 2026-01-01 V, Inc\n"
		"1 other of the catalogue is off; see \"cordon vendors\"\n",
		"all is well");
	is_text(told(CSV, STATUS(""), NONE), "vendor,mode,names,prefixes,by "
		"address,as of,title\nv,enforce,8,9,10,2026-01-01,\"V, "
		"Inc\"\n", "vendors as rows");
}

static void test_centre(void)
{
	struct config c = { .centre = { .interval = 60 } };
	struct status_facts f = { .config = &c };

	f.centre.url = "http://centre/";
	f.centre.behind = 1;
	ok(strstr(told(PEOPLE, STATUS(""), f), "  centre    1 line behind, all "
		  "had arrived never: nobody sends the log; see \"cordon "
		  "doctor centre\"\n"), "nothing was sent");
	f.centre.tried = f.centre.counted = true;
	f.centre.arrived.tried = f.centre.arrived.well = time(NULL) + 5;
	ok(strstr(told(PEOPLE, STATUS(""), f), "  centre    1 line behind, all "
		  "had arrived 0 s ago\n"), "all is well");
	f.centre.arrived.missing = 4;
	strcpy(f.centre.arrived.error, "no \33[1m");
	ok(strstr(told(PEOPLE, STATUS(""), f), " ago: no \\x1b[1m\n"
		  "            4 lines given up, as no file has them any more\n"
		  ), "not so");
	f.centre.arrived.tried = f.centre.arrived.well = 7;
	ok(strstr(told(JSON, NULL, f), ",\"centre\":{\"url\":\"http://centre/"
		  "\",\"behind\":1,\"arrived_at\":7,\"tried_at\":7,"
		  "\"given_up\":4,\"error\":\"no \\u001b[1m\"}"),
	   ", as JSON");
}

static void test_nobody(void)
{
	struct status_facts f = { .nobody = true };
	const char *want = "  law       no profile is set, so every legal "
		"basis counts; see \"cordon doctor law\"\n";

	ok(strstr(told(PEOPLE, STATUS(""), f), want), "no profile is told");
	f.nobody = false;
	ok(!strstr(told(PEOPLE, STATUS(""), f), "profile"),
	   ": once, and with one not");
}

static void test_troubles(void)
{
	const char *said = told(PEOPLE, STATUS(",\"last_error\":\"no \\u001b"
				"[7m\",\"timed_modes\":[{\"mode\":\"enforce\","
				"\"ends_in\":120,\"needs_confirm\":true},"
				"{\"vendor\":\"v\",\"mode\":\"off\","
				"\"ends_in\":3600}]"), NONE);

	ok(strstr(said, "            mode enforce for another 2 m, unless "
		  "\"cordon confirm\"\n"), "a mode that ends");
	ok(strstr(said, "            v in mode off for another 1 h\n"),
	   ": and a vendor's, by its name");
	ok(strstr(said, "  problem   no \\x1b[7m\n"), "a reload that failed");
	said = told(PEOPLE, "{\"events\":{\"file\":\"/x\",\"error\":\"full\"}"
		    ",\"on_failure\":\"open\"}", NONE);
	ok(strstr(said, ", now failing: full\n"), "a log that fails");
	ok(strstr(said, "packets nobody judged are let through"),
	   "what is not judged passes");
	ok(strstr(said, "table inet cordon damaged"), "no table");
	ok(strstr(said, "queue of 0; how many wait is not known: cordond may "
		  "not read it\n"), "counters that cannot be read");
	ok(!strstr(said, "lost\n  judged"), ": are not said to be 0");
	ok(!strstr(said, "forged"), "no forged source");
	said = told(PEOPLE, "{\"mode\":\"enforce\",\"table\":{\"counters\":"
		    "{\"spoofed-source\":3}}}", NONE);
	ok(strstr(said, "  forged    3 packets from inside bore a source that "
		  "lies outside: dropped\n"), "some");
}

static void test_sources(void)
{
	static const struct config_source one = { .id = (char *)"one" },
					  two = { .id = (char *)"two" };
	struct source_now now[] = {
		{ &one, { .health = SOURCE_WELL, .good_at = 100, .names = 7 } },
		{ &two, { .health = SOURCE_FAILED, .why = "no route" } },
	};
	struct status_facts f = { .sources = now, .n = 2, .generation = 4,
				  .hold = { .kind = HOLD_PIN,
					    .reason = "pinned" } };
	const char *said = told(PEOPLE, "{}", f);

	ok(strstr(said, "  sources   1 well, 1 failed; see \"cordon lists "
		  "status\"\n"), "not all are well");
	ok(strstr(said, "            held at generation 4, pinned; let go "
		  "with: cordon lists pin --off\n"), "lists are held");
	is_text(told(JSON, "{\"a\":1}", f), "{\"schema\":\"cordon.status/1\","
		"\"a\":1,\"running\":true,\"sources\":[{\"id\":\"one\","
		"\"state\":\"well\",\"why\":\"\",\"good_at\":100,\"names\":7,"
		"\"prefixes\":0},{\"id\":\"two\",\"state\":\"failed\","
		"\"why\":\"no route\",\"good_at\":0,\"names\":0,\"prefixes\":"
		"0}]}\n", "as JSON, behind what the daemon says");
	now[1].state.health = SOURCE_WELL;
	f.hold.kind = HOLD_NONE;
	said = told(PEOPLE, "{}", f);
	ok(strstr(said, "  sources   2 well\n") && !strstr(said, "held"),
	   "all are well");
}

int main(void)
{
	test_stopped();
	test_running();
	test_centre();
	test_nobody();
	test_troubles();
	test_sources();
	return done_testing();
}
