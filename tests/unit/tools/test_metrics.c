/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers for Prometheus, of a given status. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tools/metrics.h"

static const struct config_source source = {
	.id = (char *)"bad\"\\\n", .refresh = 3600,
};

static struct source_now now = {
	&source, { .health = SOURCE_REFUSED, .good_at = 1000, .tried = 2000,
		   .failures = 3, .names = 4, .prefixes = 5 },
};

static struct lag centre;	/* none, but where a test has one */

/* What is told, good until the next call. */
static const char *told(struct args a, const char *status, size_t sources)
{
	static struct buffer out;
	struct metrics m = { .sources = &now, .n = sources, .centre = centre };
	struct jsontree t = { .n = 0 };
	struct answer *an;

	buffer_reset(&out);
	an = answer_into(&out, &a, "cordon.metrics/1");
	m.status = status ? jsontree_parse(&t, status, strlen(status)) : NULL;
	metrics_tell(an, &m);
	answer_end(an);
	jsontree_done(&t);
	return out.p;
}

#define TEXT ((struct args) { .config = NULL })

static void test_none(void)
{
	is_text(told(TEXT, NULL, 0), "# HELP cordon_up 1 if cordond answers.\n"
		"# TYPE cordon_up gauge\ncordon_up 0\n", "without a daemon");
	is_text(told((struct args) { .as_json = true }, NULL, 0),
		"{\"schema\":\"cordon.metrics/1\",\"metrics\":[{\"name\":"
		"\"cordon_up\",\"labels\":{},\"value\":0}]}\n", "as JSON");
	is_text(told((struct args) { .as_csv = true }, NULL, 0),
		"name,labels,value\ncordon_up,,0\n", "as CSV");
}

#define STATUS "{\"version\":\"1.2\",\"mode\":\"enforce\",\"uptime\":77," \
	"\"exceptions\":[\"ex-1\",\"ex-2\"],\"names\":{\"tls\":9}," \
	"\"packets\":{\"block_flow\":3,\"unknown\":0,\"broken\":0," \
	"\"dns_answers\":0,\"dns_answer_errors\":0,\"overruns\":0}," \
	"\"table\":{\"complete\":true,\"repairs\":0," \
	"\"repair_failures\":0,\"held_back\":4," \
	"\"counters\":{\"unjudged-passed\":6,\"unjudged-refused\":0," \
	"\"spoofed-source\":5,\"unopened\":7,\"strict-invalid\":8}}," \
	"\"flows\":{\"open\":0,\"max\":9,\"evicted\":0}," \
	"\"events\":{\"seen\":0,\"written\":0,\"lost\":0," \
	"\"lost_in_kernel\":0},\"events_lost_in_rings\":0," \
	"\"generation\":{\"number\":1},\"reloads\":0," \
	"\"failed_reloads\":0,\"queues\":{\"length\":2048," \
	"\"waiting\":0,\"dropped\":0}," \
	"\"last_reload_well\":false," \
	"\"matches\":[{\"vendor\":\"v\",\"blocked\":1," \
	"\"would-block\":4,\"logged\":2,\"excepted\":3}]," \
	"\"vendors\":[{\"id\":\"v\",\"mode\":\"enforce\"," \
	"\"names\":10,\"prefixes\":11}]}"

static void has(const char *line)
{
	const char *said = told(TEXT, STATUS, 1);
	const char *at = strstr(said, line);

	ok(at && (at == said || at[-1] == '\n'), "has %.*s",
	   (int)strcspn(line, "\n"), line);
}

static void test_lines(void)
{
	has("cordon_up 1\n");
	has("cordon_build_info{version=\"1.2\"} 1\n");
	has("cordon_mode_info{mode=\"enforce\"} 1\n");
	has("cordon_exceptions 2\n");
	has("cordon_uptime_seconds 77\n");
	has("cordon_names_total{protocol=\"tls\"} 9\n");
	has("cordon_packets_total{verdict=\"block_flow\"} 3\n");
	has("cordon_packets_total{verdict=\"pass_flow\"} 0\n");
	has("cordon_unjudged_packets_total{outcome=\"passed\"} 6\n");
	has("cordon_spoofed_packets_total 5\n");
	has("cordon_unopened_packets_total 7\n");
	has("cordon_invalid_packets_total 8\n");
	has("cordon_held_back_packets_total 4\n");
	has("cordon_queue_waiting 0\n");
	ok(!strstr(told(TEXT, STATUS, 1), "cordon_queue_user_dropped"),
	   "what the daemon does not know is no metric");
	has("cordon_table_complete 1\n");
	has("cordon_config_last_reload_successful 0\n");
	has("cordon_matches_total{vendor=\"v\",action=\"blocked\"} 1\n"
	    "cordon_matches_total{vendor=\"v\",action=\"would-block\"} 4\n"
	    "cordon_matches_total{vendor=\"v\",action=\"logged\"} 2\n"
	    "cordon_matches_total{vendor=\"v\",action=\"excepted\"} 3\n");
	has("cordon_vendor_info{vendor=\"v\",mode=\"enforce\"} 1\n");
	has("cordon_list_entries{vendor=\"v\",kind=\"names\"} 10\n"
	    "cordon_list_entries{vendor=\"v\",kind=\"prefixes\"} 11\n");
}

/* Texts of others, as the format wants them. */
static void test_sources(void)
{
#define BAD "source=\"bad\\\"\\\\\\\\x0a\""
	has("cordon_source_state{" BAD ",state=\"refused\"} 1\n");
	has("cordon_source_last_success_timestamp_seconds{" BAD "} 1000\n");
	has("cordon_source_last_attempt_timestamp_seconds{" BAD "} 2000\n");
	has("cordon_source_failures{" BAD "} 3\n");
	has("cordon_source_entries{" BAD "} 9\n");
	has("cordon_source_refresh_seconds{" BAD "} 3600\n");
}

/* Each metric has one head, and its lines stand together behind it. */
static void test_centre(void)
{
	ok(!strstr(told(TEXT, NULL, 0), "centre"), "no centre, no metrics");
	centre = (struct lag) {
		.url = "http://centre/", .tried = true, .counted = true,
		.behind = 12, .arrived = { .well = 9, .missing = 2 },
	};
	ok(strstr(told(TEXT, NULL, 0), "\ncordon_centre_behind_lines 12\n"),
	   "how far it is behind");
	ok(strstr(told(TEXT, NULL, 0), "\ncordon_centre_well 1\n"), "well");
	ok(strstr(told(TEXT, NULL, 0), "\ncordon_centre_given_up_lines 2\n"),
	   "what was given up");
	snprintf(centre.arrived.error, sizeof(centre.arrived.error), "no");
	ok(strstr(told(TEXT, NULL, 0), "\ncordon_centre_well 0\n"), "not well");
	centre = (struct lag) { .url = NULL };
}

static void test_heads(void)
{
	const char *said = told(TEXT, STATUS, 1), *end;
	char name[80] = "", helped[80];
	unsigned heads = 0, wrong = 0;

	for (const char *p = said; *p; p = end + 1) {
		end = strchr(p, '\n');
		if (sscanf(p, "# HELP %79s", helped) == 1) {
			char again[96];

			snprintf(again, sizeof(again), "# HELP %s ", helped);
			wrong += strstr(end, again) != NULL;
			heads++;
		} else if (sscanf(p, "# TYPE %79s", name) == 1) {
			wrong += strcmp(name, helped) != 0;
		} else {
			size_t n = strcspn(p, " {");

			wrong += strlen(name) != n ||
				 strncmp(p, name, n) != 0;
		}
	}
	ok(heads > 35, "there are many metrics");
	is_number(wrong, 0, ", each with its head");
}

int main(void)
{
	test_none();
	test_lines();
	test_sources();
	test_centre();
	test_heads();
	return done_testing();
}
