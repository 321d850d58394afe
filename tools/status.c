/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon status: one screen that says whether it works. */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/duration.h"
#include "lib/log.h"
#include "lib/plural.h"
#include "ruleset/config/config_load.h"
#include "ruleset/table/wanted.h"
#include "tools/bundle/taken_say.h"
#include "tools/cli/client.h"
#include "tools/cli/modes.h"
#include "tools/run.h"
#include "tools/status.h"

/* LSB: what a service's status command exits with. */
enum { RUNNING = 0, NOT_RUNNING = 3, UNKNOWN = 4 };

static void line(struct answer *an, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void line(struct answer *an, const char *what, const char *fmt, ...)
{
	struct buffer text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(&text, fmt, ap);
	va_end(ap);
	answer_say(an, "  %-10s%s\n", what, text.p);
	buffer_done(&text);
}

/* --- sources ---------------------------------------------------------- */

static void put_sources(struct answer *an, const struct status_facts *f)
{
	static const struct column columns[] = {
		{ .key = "id" }, { .key = "state" }, { .key = "why" },
		{ .key = "good_at" }, { .key = "names" },
		{ .key = "prefixes" },
	};
	static const struct grid table = {
		.key = "sources", GRID_COLUMNS(columns), .in = IN_JSON,
	};

	answer_table(an, &table);
	for (size_t i = 0; i < f->n; i++) {
		const struct source_state *st = &f->sources[i].state;

		answer_row(an, cell_text(f->sources[i].source->id),
			   cell_text(source_health_words[st->health]),
			   cell_text(st->why), cell_age(st->good_at),
			   cell_number(st->names), cell_number(st->prefixes));
	}
	answer_table_end(an);
}

/* How many sources there are, in which states. */
static void say_sources(struct answer *an, const struct args *a,
			const struct status_facts *f)
{
	unsigned counts[SOURCE_HEALTHS] = { 0 };
	struct buffer text = { 0 };
	bool well;

	for (size_t i = 0; i < f->n; i++)
		counts[f->sources[i].state.health]++;
	well = counts[SOURCE_WELL] == f->n;
	for (int i = 0; i < SOURCE_HEALTHS; i++)
		if (counts[i] > 0)
			buffer_printf(&text, "%s%u %s", text.len ? ", " : "",
				      counts[i], source_health_words[i]);
	if (text.len > 0)
		line(an, "sources", "%s%s",
		     paint_text(a, well ? COLOR_NONE : COLOR_WARN, text.p),
		     well ? "" : "; see \"cordon lists status\"");
	if (f->hold.kind == HOLD_PIN || f->hold.kind == HOLD_FREEZE)
		line(an, "", "held at generation %u, %s; let go with: cordon "
		     "lists pin --off", f->generation,
		     paint_safe(f->hold.reason));
	buffer_done(&text);
}

/* --- the centre ------------------------------------------------------- */

static void put_centre(struct answer *an, const struct lag *l)
{
	if (!l->url)
		return;
	answer_open(an, "centre", '{');
	answer_put(an, "url", cell_text(l->url));
	if (l->counted)
		answer_put(an, "behind", cell_number(l->behind));
	answer_put(an, "arrived_at", cell_age(l->arrived.well));
	answer_put(an, "tried_at", cell_age(l->arrived.tried));
	answer_put(an, "given_up", cell_number(l->arrived.missing));
	answer_put(an, "error", cell_text(l->arrived.error));
	answer_close(an);
}

static void say_centre(struct answer *an, const struct args *a,
		       const struct status_facts *f)
{
	const struct lag *l = &f->centre;
	time_t now = time(NULL), well = l->arrived.well;
	const char *wrong = l->arrived.error;
	char age[DURATION_TEXT];

	if (!l->url)
		return;
	if (lag_is_silent(l, f->config, now))
		wrong = "nobody sends the log; see \"cordon doctor centre\"";
	duration_format(now > well ? (uint64_t)(now - well) : 0, age);
	line(an, "centre", "%" PRIu64 " line%s behind, all had arrived %s%s%s"
	     "%s", l->behind, plural((long long)l->behind),
	     well ? age : "never", well ? " ago" : "", *wrong ? ": " : "",
	     paint_text(a, COLOR_BAD, wrong));
	if (l->arrived.missing > 0)
		line(an, "", "%" PRIu64 " line%s given up, as no file has "
		     "them any more", l->arrived.missing,
		     plural((long long)l->arrived.missing));
}

/* --- the daemon ------------------------------------------------------- */

/* Modes that hold for a while: that of all, and those of vendors. */
static void say_timed(struct answer *an, const struct status_facts *f,
		      const struct jsontree_node *n)
{
	char left[DURATION_TEXT];

	jsontree_each(t, jsontree_at(n, "timed_modes")) {
		const char *vendor = jsontree_text(t, "vendor");
		line(an, "", "%s%s%s for another %s%s%s%s",
		     paint_safe(vendor), *vendor ? " in mode " : "mode ",
		     paint_safe(jsontree_text(t, "mode")),
		     duration_format((uint64_t)jsontree_number(t, "ends_in"),
				     left),
		     jsontree_true(t, "needs_confirm") ?
		     ", unless \"cordon confirm\"" : "",
		     f->config ? ", then " : "",
		     f->config ? modes_after(f->config, n, t) : "");
	}
}

static void say_forged(struct answer *an, const struct jsontree_node *n)
{
	long long spoofed = jsontree_number(n, "table.counters."
					    COUNTER_FORGED);

	if (spoofed > 0)
		line(an, "forged", "%lld packet%s from inside bore a source "
		     "that lies outside: %s", spoofed, plural(spoofed),
		     strcmp(jsontree_text(n, "mode"), "enforce") == 0 ?
		     "dropped" : "let through");
}

static void say_mode(struct answer *an, const struct args *a,
		     const struct status_facts *f)
{
	const struct jsontree_node *n = f->daemon;
	const char *mode = jsontree_text(n, "mode");
	const char *failure = jsontree_text(n, "on_failure");
	enum color c = strcmp(mode, "enforce") == 0 ? COLOR_GOOD : COLOR_WARN;
	char origin[MODES_ORIGIN];

	line(an, "mode", "%s, %s%s", paint_text(a, c, mode),
	     modes_origin(n, origin), modes_refuse_nothing(n) ?
	     ": nothing is refused" : "");
	say_timed(an, f, n);
	line(an, "unjudged", "packets nobody judged are %s (on_failure %s): "
	     "%lld let through, %lld refused", strcmp(failure, "closed") == 0 ?
	     "refused" : "let through", paint_safe(failure),
	     jsontree_number(n, "table.counters.unjudged-passed"),
	     jsontree_number(n, "table.counters.unjudged-refused"));
	say_forged(an, n);
}

/* The kernel counts what waits; cordond may not be able to read it. */
static void say_queues(struct answer *an, const struct jsontree_node *n)
{
	long long workers = jsontree_number(n, "queues.workers");
	long long length = jsontree_number(n, "queues.length");
	const char *kind = paint_safe(jsontree_text(n, "queues.kind"));

	if (jsontree_true(n, "queues.counters_readable"))
		line(an, "queue", "%lld worker%s, %s queue, waiting %lld of "
		     "%lld, %lld lost", workers, plural(workers), kind,
		     jsontree_number(n, "queues.waiting"), length,
		     jsontree_number(n, "queues.dropped") +
		     jsontree_number(n, "queues.user_dropped"));
	else
		line(an, "queue", "%lld worker%s, %s queue of %lld; how many "
		     "wait is not known: cordond may not read it", workers,
		     plural(workers), kind, length);
}

static void say_kernel(struct answer *an, const struct args *a,
		       const struct jsontree_node *n)
{
	bool whole = jsontree_true(n, "table.present") &&
		     jsontree_true(n, "table.complete");
	long long lifted = jsontree_number(n, "table.guard_back_in");
	long long repairs = jsontree_number(n, "table.repairs");
	char left[DURATION_TEXT];

	duration_format((uint64_t)lifted, left);
	line(an, "kernel", "table inet cordon %s, restored %lld time%s, "
	     "guard %s%s%s",
	     whole ? paint_text(a, COLOR_GOOD, "complete") :
	     paint_text(a, COLOR_BAD, "damaged"),
	     repairs, plural(repairs),
	     paint_safe(jsontree_text(n, "table.guard")),
	     lifted ? " for another " : "", lifted ? left : "");
	say_queues(an, n);
}

static void say_work(struct answer *an, const struct jsontree_node *n)
{
	const char *error = jsontree_text(n, "events.error");
	long long judged = jsontree_number(n, "packets.judged");
	long long blocked = jsontree_number(n, "packets.block_flow");
	long long refused = jsontree_number(n, "packets.refuse_once");
	long long passed = jsontree_number(n, "packets.pass_flow");
	long long lines = jsontree_number(n, "events.written");

	line(an, "judged", "%lld packet%s by name: %lld connection%s and %lld "
	     "message%s refused, %lld connection%s allowed", judged,
	     plural(judged), blocked, plural(blocked), refused,
	     plural(refused), passed, plural(passed));
	line(an, "log", "%s: %lld line%s, %lld lost%s%s",
	     paint_safe(jsontree_text(n, "events.file")), lines, plural(lines),
	     jsontree_number(n, "events.lost") +
	     jsontree_number(n, "events_lost_in_rings"),
	     *error ? ", now failing: " : "", paint_safe(error));
}

static void say_recalled(struct answer *an, const struct args *a,
			 const struct jsontree_node *n)
{
	if (!jsontree_true(n, "mode_recalled"))
		return;
	answer_say(an, "%s: mode %s is recalled from %s; set it anew with: "
		   "cordon mode %s\n",
		   paint_text(a, COLOR_BAD, "the state folder was lost"),
		   paint_safe(jsontree_text(n, "mode")),
		   paint_safe(jsontree_text(n, "mode_origin")),
		   paint_safe(jsontree_text(n, "mode")));
}

static void say_running(struct answer *an, const struct args *a,
			const struct status_facts *f)
{
	const struct jsontree_node *n = f->daemon;
	const char *problem = jsontree_text(n, "last_error");
	char up[DURATION_TEXT];

	say_recalled(an, a, n);
	answer_say(an, "cordond %s is %s, pid %lld, up %s\n",
		   paint_safe(jsontree_text(n, "version")),
		   paint_text(a, COLOR_GOOD, "running"),
		   jsontree_number(n, "pid"), duration_format((uint64_t)
		   jsontree_number(n, "uptime"), up));
	if (f->today)
		today_say(an, f->today);
	say_mode(an, a, f);
	line(an, "lists", "generation %lld, digest %.12s",
	     jsontree_number(n, "generation.number"),
	     paint_safe(jsontree_text(n, "generation.digest")));
	taken_say(an, a, n, f->taken);
	say_sources(an, a, f);
	if (f->nobody)
		line(an, "law", "no profile is set, so every legal basis "
		     "counts; see \"cordon doctor law\"");
	say_kernel(an, a, n);
	say_work(an, n);
	say_centre(an, a, f);
	if (f->kept)
		kept_say(an, f->kept, f->now);
	if (*jsontree_text(n, "clock"))
		line(an, "clock", "%s: %s", paint_text(a, COLOR_BAD, "wrong"),
		     paint_safe(jsontree_text(n, "clock")));
	if (*problem)
		line(an, "problem", "%s", paint_text(a, COLOR_BAD, problem));
	answer_say(an, "\n");
}

/* --- vendors ---------------------------------------------------------- */

/* The kernel's counters of a vendor's addresses. */
static uint64_t by_address(const struct jsontree_node *n, const char *id)
{
	static const char *const suffixes[] = {
		"", "-log", "-port", "-log-port",
	};
	const struct jsontree_node *all = jsontree_at(n, "table.counters");
	uint64_t sum = 0;
	char key[64];

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		snprintf(key, sizeof(key), "vendor-%s%s", id, suffixes[i]);
		sum += (uint64_t)jsontree_number(jsontree_member(all, key),
						 "");
	}
	return sum;
}

/* In JSON they are where the daemon has them. */
static void put_vendors(struct answer *an, const struct jsontree_node *n)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "VENDOR" },
		{ .key = "mode", .head = "MODE" },
		{ .key = "names", .head = "NAMES", .right = true },
		{ .key = "prefixes", .head = "PREFIXES", .right = true },
		{ .key = "by_address", .head = "BY ADDRESS", .right = true },
		{ .key = "as_of", .head = "AS OF", .give = 1 },
		{ .key = "title", .head = "TITLE", .fold = 16 },
	};
	static const struct grid table = {
		GRID_COLUMNS(columns), .in = IN_TABLE | IN_ROWS,
	};
	unsigned off = 0;

	answer_table(an, &table);
	jsontree_each(v, jsontree_at(n, "vendors")) {
		const char *id = jsontree_text(v, "id");
		const char *mode = jsontree_text(v, "mode");

		if (strcmp(mode, "off") == 0) {
			off++;
			continue;
		}
		answer_row(an, cell_text(id), cell_text(mode),
			   cell_signed(jsontree_number(v, "names")),
			   cell_signed(jsontree_number(v, "prefixes")),
			   cell_number(by_address(n, id)),
			   cell_text(jsontree_text(v, "as_of")),
			   cell_text(jsontree_text(v, "title")));
	}
	answer_table_end(an);
	if (off > 0)
		answer_say(an, "%u other%s of the catalogue %s off; see "
			   "\"cordon vendors\"\n", off, off == 1 ? "" : "s",
			   off == 1 ? "is" : "are");
}

/* --- without a daemon: what the kernel still does --------------------- */

static void put_table(struct answer *an, const struct table_state *t)
{
	answer_open(an, "table", '{');
	answer_put(an, "present", cell_bool(t->present));
	answer_put(an, "queues", cell_bool(t->queues));
	answer_close(an);
}

static void say_stopped(struct answer *an, const struct args *a,
			const struct status_facts *f)
{
	const struct table_state *t = &f->table;

	answer_say(an, "cordond is %s\n",
		   paint_text(a, COLOR_BAD, "not running"));
	if (f->today)
		today_say(an, f->today);
	if (f->table_known && t->present && !t->generation[0])
		line(an, "kernel", "the table is there, but not as cordond "
		     "made it: what it still decides is not known");
	else if (f->table_known && t->present)
		line(an, "kernel", "the table is there: listed addresses are "
		     "still decided%s", t->queues ? "; what would be judged "
		     "by name follows on_failure" : ", names are not judged");
	else if (f->table_known)
		line(an, "kernel", "no table inet cordon: nothing is blocked");
	else
		line(an, "kernel", "unknown; ask as root");
	if (f->kept)
		kept_say(an, f->kept, f->now);
	line(an, "next", "systemctl start cordond, or \"cordon doctor\"");
}

void status_tell(struct answer *an, const struct args *a,
		 const struct status_facts *f)
{
	if (f->daemon)
		answer_members(an, f->daemon);
	answer_put(an, "running", cell_bool(f->daemon));
	if (f->today)
		today_put(an, f->today);
	put_centre(an, &f->centre);
	if (f->kept)
		kept_put(an, f->kept, f->now);
	if (f->daemon) {
		put_sources(an, f);
		taken_put(an, f->taken);
		say_running(an, a, f);
	} else {
		if (f->table_known)
			put_table(an, &f->table);
		say_stopped(an, a, f);
	}
	put_vendors(an, f->daemon);
}

/* --- asking ----------------------------------------------------------- */

/* What is asked of files, and has a place to stand. */
struct asked {
	struct config config;
	struct today today;
	struct kept kept;
	struct taken taken;
};

static void ask_disk(struct status_facts *f, struct asked *to,
		     const struct args *a)
{
	struct config *c = &to->config;

	if (!config_load(c, a->config))
		return;
	today_count(&to->today, c, f->now);
	kept_measure(&to->kept, c, to->today.begins, f->now);
	f->today = &to->today;
	f->kept = &to->kept;
	f->sources = source_state_all(c, &f->n);
	generations_hold(c->state, &f->hold);
	f->generation = generations_current(c->state);
	f->nobody = c->profile.n == 0;
	lag_read(&f->centre, c);
	if (*c->policy.url) {
		taken_read(&to->taken, c);
		f->taken = &to->taken;
	}
	f->config = c;
}

static void ask_kernel(struct status_facts *f)
{
	struct netlink n;

	f->table_known = netlink_open(&n) == 0 &&
			 present_state(&f->table, &n) == 0 && geteuid() == 0;
	netlink_close(&n);
}

int status_run(const struct args *a)
{
	struct status_facts f = {
		.hold = { .kind = HOLD_NONE }, .now = time(NULL),
	};
	struct asked asked = { .config = { .sources = { .n = 0 } } };
	char why[FAULT_TEXT];
	struct answer *an;
	struct client c;

	f.daemon = client_ask(&c, a, "status");
	if (!f.daemon && !client_is_alone(&c)) {
		warnx("cannot ask cordond: %s", fault_text(&c.fault, why));
		return UNKNOWN;
	}
	if (*jsontree_text(f.daemon, "error")) {
		warnx("cordond: %s", jsontree_text(f.daemon, "error"));
		return UNKNOWN;
	}
	ask_disk(&f, &asked, a);
	if (!f.daemon)
		ask_kernel(&f);
	an = answer_begin(a, "cordon.status/1");
	status_tell(an, a, &f);
	answer_end(an);
	free(f.sources);
	if (f.taken)
		taken_done(&asked.taken);
	lag_done(&f.centre);
	config_done(&asked.config);
	client_done(&c);
	return f.daemon ? RUNNING : NOT_RUNNING;
}
