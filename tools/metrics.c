/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon metrics: the daemon's numbers in Prometheus' text format. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/file.h"
#include "lib/log.h"
#include "lib/visible.h"
#include "nfq/event/tally.h"
#include "nfq/inspect/protocol.h"
#include "nfq/judge/report.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/client.h"
#include "tools/metrics.h"
#include "tools/run.h"

/* A number of the status; rows of one name stand together. What the daemon does
 * not know, the status has not, and there is no metric of it. */
static const struct metric {
	const char *name, *type, *help;
	const char *label, *value;	/* NULL: the metric has none */
	const char *path;		/* in "cordon status --json" */
} metrics[] = {
	{ .name = "cordon_uptime_seconds", .type = "gauge",
	  .help = "Time since cordond started.", .path = "uptime" },
	{ .name = "cordon_unidentified_flows_total", .type = "counter",
	  .help = "Connections not understood within the budget.",
	  .path = "packets.unknown" },
	{ .name = "cordon_parse_failures_total", .type = "counter",
	  .help = "Broken packets and messages.", .path = "packets.broken" },
	{ .name = "cordon_dns_answers_total", .type = "counter",
	  .help = "Refused questions answered.",
	  .path = "packets.dns_answers" },
	{ .name = "cordon_dns_answer_errors_total", .type = "counter",
	  .help = "Refused questions that could not be answered.",
	  .path = "packets.dns_answer_errors" },
	{ .name = "cordon_unjudged_packets_total", .type = "counter",
	  .help = "Packets that nobody judged, by what on_failure made of "
		  "them.",
	  .label = "outcome", .value = "passed",
	  .path = "table.counters.unjudged-passed" },
	{ .name = "cordon_unjudged_packets_total",
	  .label = "outcome", .value = "refused",
	  .path = "table.counters.unjudged-refused" },
	{ .name = "cordon_spoofed_packets_total", .type = "counter",
	  .help = "Packets from inside whose source lies outside.",
	  .path = "table.counters.spoofed-source" },
	{ .name = "cordon_unopened_packets_total", .type = "counter",
	  .help = "Segments of connections whose beginning nobody saw, beyond "
		  "what is looked at.",
	  .path = "table.counters.unopened" },
	{ .name = "cordon_invalid_packets_total", .type = "counter",
	  .help = "Packets that strict mode holds back.",
	  .path = "table.counters.strict-invalid" },
	{ .name = "cordon_held_back_packets_total", .type = "counter",
	  .help = "Packets that the guard held back while the table was away.",
	  .path = "table.held_back" },
	{ .name = "cordon_queue_length", .type = "gauge",
	  .help = "Room of a queue in packets.", .path = "queues.length" },
	{ .name = "cordon_queue_waiting", .type = "gauge",
	  .help = "Packets waiting in all queues.", .path = "queues.waiting" },
	{ .name = "cordon_queue_dropped_total", .type = "counter",
	  .help = "Packets that found a queue full.",
	  .path = "queues.dropped" },
	{ .name = "cordon_queue_user_dropped_total", .type = "counter",
	  .help = "Packets that found the socket's buffer full.",
	  .path = "queues.user_dropped" },
	{ .name = "cordon_netlink_overruns_total", .type = "counter",
	  .help = "Times the kernel had no room to tell of packets.",
	  .path = "packets.overruns" },
	{ .name = "cordon_flows_tracked", .type = "gauge",
	  .help = "Undecided connections.", .path = "flows.open" },
	{ .name = "cordon_flows_max", .type = "gauge",
	  .help = "Room for undecided connections.", .path = "flows.max" },
	{ .name = "cordon_flow_table_evictions_total", .type = "counter",
	  .help = "Undecided connections that made room for others.",
	  .path = "flows.evicted" },
	{ .name = "cordon_events_total", .type = "counter",
	  .help = "Events seen, folded ones too.", .path = "events.seen" },
	{ .name = "cordon_events_written_total", .type = "counter",
	  .help = "Lines of the event log.", .path = "events.written" },
	{ .name = "cordon_events_lost_total", .type = "counter",
	  .help = "Events lost, by where.",
	  .label = "place", .value = "disk", .path = "events.lost" },
	{ .name = "cordon_events_lost_total",
	  .label = "place", .value = "kernel",
	  .path = "events.lost_in_kernel" },
	{ .name = "cordon_events_lost_total",
	  .label = "place", .value = "ring", .path = "events_lost_in_rings" },
	{ .name = "cordon_table_complete", .type = "gauge",
	  .help = "1 if the kernel has all chains.", .path = "table.complete" },
	{ .name = "cordon_table_repairs_total", .type = "counter",
	  .help = "Times the table was put back.", .path = "table.repairs" },
	{ .name = "cordon_table_repair_failures_total", .type = "counter",
	  .help = "Times it could not be.", .path = "table.repair_failures" },
	{ .name = "cordon_generation", .type = "gauge",
	  .help = "Number of the lists in force.",
	  .path = "generation.number" },
	{ .name = "cordon_reloads_total", .type = "counter",
	  .help = "Reloads that took effect.", .path = "reloads" },
	{ .name = "cordon_reload_failures_total", .type = "counter",
	  .help = "Reloads that did not.", .path = "failed_reloads" },
	{ .name = "cordon_config_last_reload_successful", .type = "gauge",
	  .help = "1 if the last reload took effect.",
	  .path = "last_reload_well" },
};

/* --- samples ---------------------------------------------------------- */

/* Lines of one metric stand together, behind what it is. */
static void begin(struct answer *an, const char *name, const char *type,
		  const char *help)
{
	answer_write(an, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
		   type);
}

/* name="value", as a terminal may show it, and then with what the format wants
 * escaped. */
static void write_label(struct buffer *out, const char *name,
			const char *value)
{
	struct buffer safe = { 0 };

	visible_text(&safe, value);
	buffer_printf(out, "%s=\"", name);
	for (const char *p = safe.p; *p; p++) {
		if (*p == '"' || *p == '\\')
			buffer_char(out, '\\');
		buffer_char(out, *p);
	}
	buffer_char(out, '"');
	buffer_done(&safe);
}

static void put(struct answer *an, const char *metric,
		const char *const labels[][2], size_t n, long long value)
{
	struct buffer text = { 0 };

	buffer_text(&text, "");
	for (size_t i = 0; i < n; i++) {
		buffer_char(&text, i ? ',' : '{');
		write_label(&text, labels[i][0], labels[i][1]);
	}
	answer_write(an, "%s%s%s %lld\n", metric, text.p, n ? "}" : "",
		     value);
	answer_row(an, cell_text(metric), cell_pairs(labels, n),
		   cell_signed(value));
	buffer_done(&text);
}

/* --- what the daemon says -------------------------------------------- */

static void put_numbers(struct answer *an, const struct jsontree_node *status)
{
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++) {
		const struct metric *m = &metrics[i];
		const char *const labels[][2] = { { m->label, m->value } };

		if (!jsontree_at(status, m->path))
			continue;
		if (m->type)
			begin(an, m->name, m->type, m->help);
		put(an, m->name, labels, m->label != NULL,
		    jsontree_true(status, m->path) ? 1 :
		    jsontree_number(status, m->path));
	}
}

static void put_packets(struct answer *an, const struct jsontree_node *status)
{
	const struct jsontree_node *packets = jsontree_at(status, "packets");

	begin(an, "cordon_packets_total", "counter",
	      "Packets judged, by verdict.");
	for (unsigned v = 0; v < VERDICTS; v++)
		put(an, "cordon_packets_total", (const char *const[][2]) {
		    { "verdict", verdict_words[v] } }, 1,
		    jsontree_number(packets, verdict_words[v]));
}

static void put_protocols(struct answer *an,
			  const struct jsontree_node *status)
{
	const struct jsontree_node *names = jsontree_at(status, "names");

	begin(an, "cordon_names_total", "counter",
	      "Names read, by protocol.");
	for (unsigned p = 0; p < PROTOCOLS; p++)
		put(an, "cordon_names_total", (const char *const[][2]) {
		    { "protocol", protocols[p].word } }, 1,
		    jsontree_number(names, protocols[p].word));
}

static void put_info(struct answer *an, const struct jsontree_node *status)
{
	const char *const version[][2] = {
		{ "version", jsontree_text(status, "version") },
	};
	const char *const mode[][2] = {
		{ "mode", jsontree_text(status, "mode") },
	};

	begin(an, "cordon_build_info", "gauge", "Always 1.");
	put(an, "cordon_build_info", version, 1, 1);
	begin(an, "cordon_mode_info", "gauge",
	      "Always 1; the mode in force.");
	put(an, "cordon_mode_info", mode, 1, 1);
	begin(an, "cordon_exceptions", "gauge", "Exceptions in force.");
	put(an, "cordon_exceptions", NULL, 0, (long long)
	    jsontree_count(jsontree_at(status, "exceptions")));
}

/* A metric of each row of an array of the status: of a vendor, and of numbers
 * that it has by these keys. */
struct vendor_metric {
	const char *name, *id;		/* id: the key of the vendor's */
	const char *label;		/* what the keys are */
	const char *const *keys;
	size_t n;
};

static void put_each(struct answer *an, const struct vendor_metric *m,
		     const struct jsontree_node *rows)
{
	jsontree_each(row, rows) {
		for (size_t i = 0; i < m->n; i++) {
			const char *const labels[][2] = {
				{ "vendor", jsontree_text(row, m->id) },
				{ m->label, m->keys[i] },
			};

			put(an, m->name, labels, 2,
			    jsontree_number(row, m->keys[i]));
		}
	}
}

static void put_matches(struct answer *an, const struct jsontree_node *status)
{
	static const struct vendor_metric metric = {
		.name = "cordon_matches_total", .id = "vendor",
		.label = "action", .keys = tally_words, .n = TALLY_OUTCOMES,
	};

	begin(an, metric.name, "counter", "Events, by vendor and outcome.");
	put_each(an, &metric, jsontree_at(status, "matches"));
}

static void put_vendors(struct answer *an, const struct jsontree_node *status)
{
	static const char *const kinds[] = { "names", "prefixes" };
	static const struct vendor_metric metric = {
		.name = "cordon_list_entries", .id = "id", .label = "kind",
		.keys = kinds, .n = ARRAY_SIZE(kinds),
	};
	const struct jsontree_node *vendors = jsontree_at(status, "vendors");

	begin(an, "cordon_vendor_info", "gauge",
	      "Always 1; the mode of a vendor.");
	jsontree_each(row, vendors) {
		const char *const labels[][2] = {
			{ "vendor", jsontree_text(row, "id") },
			{ "mode", jsontree_text(row, "mode") },
		};

		put(an, "cordon_vendor_info", labels, 2, 1);
	}
	begin(an, metric.name, "gauge",
	      "Entries in force or ready to be, by vendor and kind.");
	put_each(an, &metric, vendors);
}

/* --- sources --------------------------------------------------------- */

/* Each metric of all sources in turn, since its lines must stand together. */
enum source_metric {
	SOURCE_STATE, SOURCE_GOOD_AT, SOURCE_TRIED_AT, SOURCE_FAILURES,
	SOURCE_ENTRIES, SOURCE_REFRESH,
	SOURCE_METRICS
};

static const struct {
	const char *name, *help;
} source_metrics[SOURCE_METRICS] = {
	[SOURCE_STATE] = { "cordon_source_state",
		"1 for the state a source is in." },
	[SOURCE_GOOD_AT] = { "cordon_source_last_success_timestamp_seconds",
		"When it was well last; 0 is never." },
	[SOURCE_TRIED_AT] = { "cordon_source_last_attempt_timestamp_seconds",
		"When it was tried last." },
	[SOURCE_FAILURES] = { "cordon_source_failures",
		"Tries in a row that were not well." },
	[SOURCE_ENTRIES] = { "cordon_source_entries",
		"Entries of its last good copy." },
	[SOURCE_REFRESH] = { "cordon_source_refresh_seconds",
		"How often it is to be fetched." },
};

static void put_source(struct answer *an, enum source_metric m,
		       const struct source_now *now)
{
	const struct source_state *st = &now->state;
	const char *const labels[][2] = {
		{ "source", now->source->id },
		{ "state", source_health_words[st->health] },
	};
	const long long values[SOURCE_METRICS] = {
		[SOURCE_STATE] = 1, [SOURCE_GOOD_AT] = st->good_at,
		[SOURCE_TRIED_AT] = st->tried,
		[SOURCE_FAILURES] = (long long)st->failures,
		[SOURCE_ENTRIES] = (long long)source_state_entries(st),
		[SOURCE_REFRESH] = (long long)now->source->refresh,
	};

	put(an, source_metrics[m].name, labels, m == SOURCE_STATE ? 2 : 1,
	    values[m]);
}

static void put_sources(struct answer *an, const struct source_now *all,
			size_t n)
{
	for (enum source_metric m = 0; m < SOURCE_METRICS && n > 0; m++) {
		begin(an, source_metrics[m].name, "gauge",
		      source_metrics[m].help);
		for (size_t i = 0; i < n; i++)
			put_source(an, m, &all[i]);
	}
}

/* --- the centre ------------------------------------------------------ */

static void put_gauge(struct answer *an, const char *name, const char *help,
		      long long value)
{
	begin(an, name, "gauge", help);
	put(an, name, NULL, 0, value);
}

static void put_centre(struct answer *an, const struct lag *l)
{
	if (!l->url)
		return;
	if (l->counted)
		put_gauge(an, "cordon_centre_behind_lines",
			  "Lines of the log that the centre has not.",
			  (long long)l->behind);
	put_gauge(an, "cordon_centre_last_success_timestamp_seconds",
		  "When it had all there was last; 0 is never.",
		  l->arrived.well);
	put_gauge(an, "cordon_centre_last_attempt_timestamp_seconds",
		  "When it was tried last.", l->arrived.tried);
	put_gauge(an, "cordon_centre_well",
		  "1 if the last try did not fail.",
		  l->tried && !*l->arrived.error);
	put_gauge(an, "cordon_centre_given_up_lines",
		  "Lines that never will be there.",
		  (long long)l->arrived.missing);
}

void metrics_tell(struct answer *an, const struct metrics *m)
{
	const struct jsontree_node *status = m->status;
	static const struct column columns[] = {
		{ .key = "name", .head = "NAME" },
		{ .key = "labels", .head = "LABELS" },
		{ .key = "value", .head = "VALUE", .right = true },
	};
	static const struct grid table = {
		.key = "metrics", GRID_COLUMNS(columns),
		.in = IN_ROWS | IN_JSON,
	};

	answer_table(an, &table);
	begin(an, "cordon_up", "gauge", "1 if cordond answers.");
	put(an, "cordon_up", NULL, 0, status != NULL);
	if (status) {
		put_info(an, status);
		put_packets(an, status);
		put_numbers(an, status);
		put_protocols(an, status);
		put_matches(an, status);
		put_vendors(an, status);
	}
	put_sources(an, m->sources, m->n);
	put_centre(an, &m->centre);
	answer_table_end(an);
}

/* --- the command ----------------------------------------------------- */

static void collect(struct buffer *out, const struct args *a)
{
	struct answer *an = answer_into(out, a, "cordon.metrics/1");
	struct metrics m = { .n = 0 };
	struct client client;
	struct config c;

	m.status = client_ask(&client, a, "status");
	if (config_load(&c, a->config)) {
		m.sources = source_state_all(&c, &m.n);
		lag_read(&m.centre, &c);
	}
	metrics_tell(an, &m);
	answer_end(an);
	free(m.sources);
	lag_done(&m.centre);
	config_done(&c);
	client_done(&client);
}

/* For inetd and socket units: reads a request, whatever it asks for. */
static void print_http(const struct buffer *text)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin) && line[0] != '\r' &&
	       line[0] != '\n')
		;
	printf("HTTP/1.0 200 OK\r\n"
	       "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
	       "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
	       text->len, text->p);
}

int metrics_run(const struct args *a)
{
	struct buffer text = { 0 };
	int ret = 0;

	collect(&text, a);
	if (a->http)
		print_http(&text);
	else if (a->textfile)
		ret = file_write(a->textfile, text.p, text.len, 0644);
	else
		fputs(text.p, stdout);
	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", a->textfile,
			      strerror(-ret));
	buffer_done(&text);
	return 0;
}
