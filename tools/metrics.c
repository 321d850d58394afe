/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon metrics: the daemon's numbers in Prometheus' text format. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/visible.h"
#include "nfq/inspect/protocol.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/client.h"
#include "tools/run.h"
#include "tools/sync/source_state.h"

/* A number of the status; rows of one name stand together. */
static const struct metric {
	const char *name, *type, *help;
	const char *label, *value;	/* NULL: the metric has none */
	const char *path;		/* in "cordon status --json" */
} metrics[] = {
	{ "cordon_uptime_seconds", "gauge", "Time since cordond started.",
	  NULL, NULL, "uptime" },
	{ "cordon_packets_total", "counter", "Packets judged, by verdict.",
	  "verdict", "more", "packets.more" },
	{ "cordon_packets_total", NULL, NULL,
	  "verdict", "pass_flow", "packets.pass_flow" },
	{ "cordon_packets_total", NULL, NULL,
	  "verdict", "block_flow", "packets.block_flow" },
	{ "cordon_packets_total", NULL, NULL,
	  "verdict", "pass_once", "packets.pass_once" },
	{ "cordon_packets_total", NULL, NULL,
	  "verdict", "refuse_once", "packets.refuse_once" },
	{ "cordon_unidentified_flows_total", "counter", "Connections not "
	  "understood within the budget.", NULL, NULL, "packets.unknown" },
	{ "cordon_parse_failures_total", "counter", "Broken packets and "
	  "messages.", NULL, NULL, "packets.broken" },
	{ "cordon_dns_answers_total", "counter", "Refused questions answered.",
	  NULL, NULL, "packets.dns_answers" },
	{ "cordon_dns_answer_errors_total", "counter", "Refused questions "
	  "that could not be answered.",
	  NULL, NULL, "packets.dns_answer_errors" },
	{ "cordon_unjudged_packets_total", "counter", "Packets that nobody "
	  "judged, by what on_failure made of them.",
	  "outcome", "passed", "table.counters.unjudged-passed" },
	{ "cordon_unjudged_packets_total", NULL, NULL,
	  "outcome", "refused", "table.counters.unjudged-refused" },
	{ "cordon_queue_length", "gauge", "Room of a queue in packets.",
	  NULL, NULL, "queues.length" },
	{ "cordon_queue_waiting", "gauge", "Packets waiting in all queues.",
	  NULL, NULL, "queues.waiting" },
	{ "cordon_queue_dropped_total", "counter", "Packets that found a "
	  "queue full.", NULL, NULL, "queues.dropped" },
	{ "cordon_queue_user_dropped_total", "counter", "Packets that found "
	  "the socket's buffer full.", NULL, NULL, "queues.user_dropped" },
	{ "cordon_netlink_overruns_total", "counter", "Times the kernel had "
	  "no room to tell of packets.", NULL, NULL, "packets.overruns" },
	{ "cordon_flows_tracked", "gauge", "Undecided connections.",
	  NULL, NULL, "flows.open" },
	{ "cordon_flows_max", "gauge", "Room for undecided connections.",
	  NULL, NULL, "flows.max" },
	{ "cordon_flow_table_evictions_total", "counter", "Undecided "
	  "connections that made room for others.",
	  NULL, NULL, "flows.evicted" },
	{ "cordon_events_total", "counter", "Events seen, folded ones too.",
	  NULL, NULL, "events.seen" },
	{ "cordon_events_written_total", "counter", "Lines of the event log.",
	  NULL, NULL, "events.written" },
	{ "cordon_events_lost_total", "counter", "Events lost, by where.",
	  "place", "disk", "events.lost" },
	{ "cordon_events_lost_total", NULL, NULL,
	  "place", "kernel", "events.lost_in_kernel" },
	{ "cordon_events_lost_total", NULL, NULL,
	  "place", "ring", "events_lost_in_rings" },
	{ "cordon_table_complete", "gauge", "1 if the kernel has all chains.",
	  NULL, NULL, "table.complete" },
	{ "cordon_table_repairs_total", "counter", "Times the table was put "
	  "back.", NULL, NULL, "table.repairs" },
	{ "cordon_table_repair_failures_total", "counter", "Times it could "
	  "not be.", NULL, NULL, "table.repair_failures" },
	{ "cordon_generation", "gauge", "Number of the lists in force.",
	  NULL, NULL, "generation.number" },
	{ "cordon_reloads_total", "counter", "Reloads that took effect.",
	  NULL, NULL, "reloads" },
	{ "cordon_reload_failures_total", "counter", "Reloads that did not.",
	  NULL, NULL, "failed_reloads" },
	{ "cordon_config_last_reload_successful", "gauge", "1 if the last "
	  "reload took effect.", NULL, NULL, "last_reload_well" },
};

/* --- lines ----------------------------------------------------------- */

/* Where the numbers go: text, or with --json an array. */
struct sink {
	struct buffer text;
	struct json json;
	bool as_json;
};

static void head(struct sink *out, const char *name, const char *type,
		 const char *help)
{
	if (out->as_json)
		return;
	buffer_printf(&out->text, "# HELP %s %s\n# TYPE %s %s\n", name, help,
		      name, type);
}

/* name="value", as a terminal may show it, and then with what the format wants
 * escaped. */
static void label(struct buffer *out, const char *name, const char *value)
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

static void sample_json(struct json *j, const char *metric,
			const char *const labels[][2], size_t n,
			long long value)
{
	json_open(j, NULL, '{');
	json_text(j, "name", metric);
	json_open(j, "labels", '{');
	for (size_t i = 0; i < n; i++)
		json_text(j, labels[i][0], labels[i][1]);
	json_close(j, '}');
	json_signed(j, "value", value);
	json_close(j, '}');
}

static void sample(struct sink *out, const char *metric,
		   const char *const labels[][2], size_t n, long long value)
{
	if (out->as_json) {
		sample_json(&out->json, metric, labels, n, value);
		return;
	}
	buffer_text(&out->text, metric);
	for (size_t i = 0; i < n; i++) {
		buffer_char(&out->text, i ? ',' : '{');
		label(&out->text, labels[i][0], labels[i][1]);
	}
	buffer_printf(&out->text, "%s %lld\n", n ? "}" : "", value);
}

/* --- what the daemon says -------------------------------------------- */

static void put_numbers(struct sink *out, const json_t *status)
{
	for (size_t i = 0; i < ARRAY_SIZE(metrics); i++) {
		const struct metric *m = &metrics[i];
		const char *const labels[][2] = { { m->label, m->value } };

		if (m->type)
			head(out, m->name, m->type, m->help);
		sample(out, m->name, labels, m->label != NULL,
		       client_true(status, m->path) ? 1 :
		       client_number(status, m->path));
	}
}

static void put_protocols(struct sink *out, const json_t *status)
{
	const json_t *names = json_object_get(status, "names");

	head(out, "cordon_names_total", "counter", "Names read, by protocol.");
	for (unsigned p = 0; p < PROTOCOLS; p++) {
		const char *word = protocols[p].word;
		const char *const labels[][2] = { { "protocol", word } };

		sample(out, "cordon_names_total", labels, 1,
		       client_number(names, word));
	}
}

static void put_info(struct sink *out, const json_t *status)
{
	const char *const version[][2] = {
		{ "version", client_text(status, "version") },
	};
	const char *const mode[][2] = {
		{ "mode", client_text(status, "mode") },
	};

	head(out, "cordon_build_info", "gauge", "Always 1.");
	sample(out, "cordon_build_info", version, 1, 1);
	head(out, "cordon_mode_info", "gauge", "Always 1; the mode in force.");
	sample(out, "cordon_mode_info", mode, 1, 1);
	head(out, "cordon_exceptions", "gauge", "Exceptions in force.");
	sample(out, "cordon_exceptions", NULL, 0, (long long)
	       json_array_size(json_object_get(status, "exceptions")));
}

static void put_matches(struct sink *out, const json_t *status)
{
	static const char *const outcomes[] = {
		"blocked", "logged", "excepted"
	};
	const json_t *row;
	size_t i;

	head(out, "cordon_matches_total", "counter",
	     "Events, by vendor and outcome.");
	json_array_foreach(json_object_get(status, "matches"), i, row) {
		for (int o = 0; o < 3; o++) {
			const char *const labels[][2] = {
				{ "vendor", client_text(row, "vendor") },
				{ "action", outcomes[o] },
			};

			sample(out, "cordon_matches_total", labels, 2,
			       client_number(row, outcomes[o]));
		}
	}
}

static void put_vendors(struct sink *out, const json_t *status)
{
	static const char *const kinds[] = { "names", "prefixes" };
	const json_t *row;
	size_t i;

	head(out, "cordon_vendor_info", "gauge",
	     "Always 1; the mode of a vendor.");
	json_array_foreach(json_object_get(status, "vendors"), i, row) {
		const char *const labels[][2] = {
			{ "vendor", client_text(row, "id") },
			{ "mode", client_text(row, "mode") },
		};

		sample(out, "cordon_vendor_info", labels, 2, 1);
	}
	head(out, "cordon_list_entries", "gauge",
	     "Entries in force or ready to be, by vendor and kind.");
	json_array_foreach(json_object_get(status, "vendors"), i, row) {
		for (int k = 0; k < 2; k++) {
			const char *const labels[][2] = {
				{ "vendor", client_text(row, "id") },
				{ "kind", kinds[k] },
			};

			sample(out, "cordon_list_entries", labels, 2,
			       client_number(row, kinds[k]));
		}
	}
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

struct source_writer {
	struct sink *out;
	enum source_metric metric;
};

static void put_source(void *arg, const struct config_source *s,
		       const struct source_state *st)
{
	const struct source_writer *w = arg;
	const char *const labels[][2] = {
		{ "source", s->id },
		{ "state", source_health_words[st->health] },
	};
	const long long values[SOURCE_METRICS] = {
		[SOURCE_STATE] = 1, [SOURCE_GOOD_AT] = st->good_at,
		[SOURCE_TRIED_AT] = st->tried,
		[SOURCE_FAILURES] = (long long)st->failures,
		[SOURCE_ENTRIES] = (long long)source_state_entries(st),
		[SOURCE_REFRESH] = (long long)s->refresh,
	};

	sample(w->out, source_metrics[w->metric].name, labels,
	       w->metric == SOURCE_STATE ? 2 : 1, values[w->metric]);
}

static void put_sources(struct sink *out, const struct config *c)
{
	struct source_writer w = { .out = out };

	for (enum source_metric m = 0; m < SOURCE_METRICS && c->sources.n > 0;
	     m++) {
		w.metric = m;
		head(out, source_metrics[m].name, "gauge",
		     source_metrics[m].help);
		source_state_each(c, put_source, &w);
	}
}

/* --- the command ----------------------------------------------------- */

static void collect(struct sink *out, const struct args *a)
{
	json_t *status = client_ask(a, "status");
	struct config c;

	head(out, "cordon_up", "gauge", "1 if cordond answers.");
	sample(out, "cordon_up", NULL, 0, status != NULL);
	if (status) {
		put_info(out, status);
		put_numbers(out, status);
		put_protocols(out, status);
		put_matches(out, status);
		put_vendors(out, status);
	}
	json_decref(status);
	if (config_load(&c, a->config))
		put_sources(out, &c);
	config_done(&c);
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
	struct sink out = { .as_json = a->as_json };
	int ret = 0;

	out.json = json_into(&out.text);
	if (a->as_json) {
		json_open(&out.json, NULL, '{');
		json_text(&out.json, "schema", "cordon.metrics/1");
		json_open(&out.json, "metrics", '[');
	}
	collect(&out, a);
	if (a->as_json) {
		json_close(&out.json, ']');
		json_close(&out.json, '}');
		buffer_char(&out.text, '\n');
	}
	if (a->http)
		print_http(&out.text);
	else if (a->textfile)
		ret = file_write(a->textfile, out.text.p, out.text.len, 0644);
	else
		fputs(out.text.p, stdout);
	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", a->textfile,
			      strerror(-ret));
	buffer_done(&out.text);
	return 0;
}
