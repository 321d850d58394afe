/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon status: one screen that says whether it works. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/units.h"
#include "ruleset/apply/apply.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/client.h"
#include "tools/cli/output.h"
#include "tools/run.h"
#include "tools/sync/source_state.h"

/* LSB: what a service's status command exits with. */
enum { RUNNING = 0, NOT_RUNNING = 3, UNKNOWN = 4 };

static void line(const char *what, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void line(const char *what, const char *fmt, ...)
{
	va_list ap;

	printf("  %-10s", what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

/* How many sources there are, and in which states. */
static void count_source(void *arg, const struct config_source *s,
			 const struct source_state *st)
{
	unsigned *counts = arg;

	counts[st->health]++;
	(void)s;
}

static void put_source(void *arg, const struct config_source *s,
		       const struct source_state *st)
{
	json_array_append_new(arg, json_pack("{ss ss ss sI sI sI}", "id",
			      s->id, "state", source_health_words[st->health],
			      "why", st->why, "good_at",
			      (json_int_t)st->good_at, "names",
			      (json_int_t)st->names, "prefixes",
			      (json_int_t)st->prefixes));
}

static void put_sources(const struct args *a, json_t *j)
{
	json_t *sources = json_array();
	struct config c;

	if (config_load(&c, a->config))
		source_state_each(&c, put_source, sources);
	json_object_set_new(j, "sources", sources);
	config_done(&c);
}

static void print_sources(const struct args *a)
{
	unsigned counts[SOURCE_HEALTHS] = { 0 };
	struct generations_hold h = { .kind = HOLD_NONE };
	struct buffer text = { 0 };
	struct config c;

	if (config_load(&c, a->config)) {
		source_state_each(&c, count_source, counts);
		generations_hold(c.state, &h);
	}
	for (int i = 0; i < SOURCE_HEALTHS; i++)
		if (counts[i] > 0)
			buffer_printf(&text, "%s%u %s", text.len ? ", " : "",
				      counts[i], source_health_words[i]);
	if (text.len > 0)
		line("sources", "%s%s", paint_text(a, counts[SOURCE_WELL] ==
		     c.sources.n ? COLOR_NONE : COLOR_WARN, text.p),
		     counts[SOURCE_WELL] == c.sources.n ? "" :
		     "; see \"cordon lists status\"");
	if (h.kind == HOLD_PIN || h.kind == HOLD_FREEZE)
		line("", "held at generation %u, %s; let go with: cordon "
		     "lists pin --off", generations_current(c.state),
		     paint_safe(h.reason));
	buffer_done(&text);
	config_done(&c);
}

static void print_mode(const struct args *a, const json_t *j)
{
	const char *mode = client_text(j, "mode");
	enum color c = strcmp(mode, "enforce") == 0 ? COLOR_GOOD : COLOR_WARN;
	char until[DURATION_TEXT];

	line("mode", "%s, from %s", paint_text(a, c, mode),
	     paint_safe(client_text(j, "mode_origin")));
	if (json_object_get(j, "mode_ends_in"))
		line("", "for another %s%s", duration_format((uint64_t)
		     client_number(j, "mode_ends_in"), until),
		     client_true(j, "mode_needs_confirm") ?
		     ", unless \"cordon confirm\"" : "");
	line("unjudged", "packets nobody judged are %s (on_failure %s): "
	     "%lld let through, %lld refused",
	     strcmp(client_text(j, "on_failure"), "closed") == 0 ?
	     "refused" : "let through",
	     paint_safe(client_text(j, "on_failure")),
	     client_number(j, "table.counters.unjudged-passed"),
	     client_number(j, "table.counters.unjudged-refused"));
}

static void print_kernel(const struct args *a, const json_t *j)
{
	bool whole = client_true(j, "table.present") &&
		     client_true(j, "table.complete");
	json_int_t lost = client_number(j, "queues.dropped") +
			  client_number(j, "queues.user_dropped");

	line("kernel", "table inet cordon %s, restored %lld times",
	     whole ? paint_text(a, COLOR_GOOD, "complete") :
	     paint_text(a, COLOR_BAD, "damaged"),
	     client_number(j, "table.repairs"));
	line("queue", "%lld workers, %s queue, waiting %lld of %lld, %s%lld "
	     "lost", client_number(j, "queues.workers"),
	     paint_safe(client_text(j, "queues.kind")),
	     client_number(j, "queues.waiting"),
	     client_number(j, "queues.length"),
	     client_true(j, "queues.counters_readable") ? "" : "(unknown) ",
	     lost);
}

static void print_work(const json_t *j)
{
	line("judged", "%lld packets by name: %lld connections and %lld "
	     "messages refused, %lld connections allowed",
	     client_number(j, "packets.judged"),
	     client_number(j, "packets.block_flow"),
	     client_number(j, "packets.refuse_once"),
	     client_number(j, "packets.pass_flow"));
	line("log", "%s: %lld lines, %lld lost%s%s",
	     paint_safe(client_text(j, "events.file")),
	     client_number(j, "events.written"),
	     client_number(j, "events.lost") +
	     client_number(j, "events_lost_in_rings"),
	     client_text(j, "events.error")[0] ? ", now failing: " : "",
	     paint_safe(client_text(j, "events.error")));
}

/* The kernel's counter of a vendor's addresses. */
static json_int_t by_address(const json_t *j, const char *id,
			     const char *suffix)
{
	char key[64];

	snprintf(key, sizeof(key), "vendor-%s%s", id, suffix);
	return json_integer_value(json_object_get(json_object_get(
		json_object_get(j, "table"), "counters"), key));
}

static void print_vendors(const struct args *a, const json_t *j)
{
	static const char *const columns[] = {
		"VENDOR", "MODE", ">NAMES", ">PREFIXES", ">BY ADDRESS",
		"AS OF", "TITLE",
	};
	struct output *o = output_begin(a, output_form_of(a), columns, 7);
	unsigned off = 0;
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(j, "vendors"), i, v) {
		char names[24], prefixes[24], hits[24];
		const char *id = client_text(v, "id");
		const char *cells[] = {
			id, client_text(v, "mode"), names, prefixes, hits,
			client_text(v, "as_of"), client_text(v, "title"),
		};

		if (strcmp(client_text(v, "mode"), "off") == 0) {
			off++;
			continue;
		}
		snprintf(names, sizeof(names), "%lld",
			 client_number(v, "names"));
		snprintf(prefixes, sizeof(prefixes), "%lld",
			 client_number(v, "prefixes"));
		snprintf(hits, sizeof(hits), "%lld", by_address(j, id, "") +
			 by_address(j, id, "-log") +
			 by_address(j, id, "-port") +
			 by_address(j, id, "-log-port"));
		output_row(o, cells);
	}
	output_end(o);
	if (off > 0 && output_form_of(a) == OUTPUT_TABLE)
		printf("%u other%s of the catalogue %s off; see \"cordon "
		       "vendors\"\n", off, off == 1 ? "" : "s",
		       off == 1 ? "is" : "are");
}

/* Without a daemon: what the kernel still does. */
static int not_running(const struct args *a)
{
	struct netlink n;
	struct table_state s;
	bool known = netlink_open(&n) == 0 && present_state(&s, &n) == 0 &&
		     geteuid() == 0;

	netlink_close(&n);
	if (a->as_json) {
		printf("{\"schema\":\"cordon.status/1\",\"running\":false");
		if (known)
			printf(",\"table\":{\"present\":%s,\"queues\":%s}",
			       s.present ? "true" : "false",
			       s.queues ? "true" : "false");
		puts("}");
		return NOT_RUNNING;
	}
	if (output_form_of(a) != OUTPUT_TABLE) {
		print_vendors(a, NULL);
		return NOT_RUNNING;
	}
	printf("cordond is %s\n", paint_text(a, COLOR_BAD, "not running"));
	if (known && s.present)
		line("kernel", "the table is there%s: listed addresses are "
		     "still decided%s%s",
		     s.generation[0] ? "" : " but empty",
		     s.queues ? "; what would be judged by name follows "
		     "on_failure" : ", names are not judged",
		     s.generation[0] ? "" : "?");
	else if (known)
		line("kernel", "no table inet cordon: nothing is blocked");
	else
		line("kernel", "unknown; ask as root");
	line("next", "systemctl start cordond, or \"cordon doctor\"");
	return NOT_RUNNING;
}

int status_run(const struct args *a)
{
	json_t *j = client_ask(a, "status");
	char up[DURATION_TEXT];

	if (!j && errno != ENOENT && errno != ECONNREFUSED) {
		warn("cannot ask cordond");
		return UNKNOWN;
	}
	if (!j)
		return not_running(a);
	if (a->as_json) {
		json_object_set_new(j, "running", json_true());
		put_sources(a, j);
		output_json(j);
		json_decref(j);
		return RUNNING;
	}
	if (output_form_of(a) != OUTPUT_TABLE) {
		print_vendors(a, j);
		json_decref(j);
		return RUNNING;
	}
	printf("cordond %s is %s, pid %lld, up %s\n",
	       paint_safe(client_text(j, "version")),
	       paint_text(a, COLOR_GOOD, "running"),
	       client_number(j, "pid"), duration_format((uint64_t)
	       client_number(j, "uptime"), up));
	print_mode(a, j);
	line("lists", "generation %lld, digest %.12s",
	     client_number(j, "generation.number"),
	     paint_safe(client_text(j, "generation.digest")));
	print_sources(a);
	print_kernel(a, j);
	print_work(j);
	if (client_text(j, "last_error")[0])
		line("problem", "%s", paint_text(a, COLOR_BAD,
		     client_text(j, "last_error")));
	putchar('\n');
	print_vendors(a, j);
	json_decref(j);
	return RUNNING;
}
