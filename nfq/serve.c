/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the control socket answers: one row of `commands` each. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/units.h"
#include "nfq/backlog.h"
#include "nfq/daemon.h"

static void put_mode(struct json *j, const struct daemon *d)
{
	const struct config *c = &daemon_rules(d)->config;
	char text[512];
	struct timespec now;

	json_text(j, "mode", mode_words[c->mode]);
	json_text(j, "mode_origin", config_origin(c, &c->mode, text,
						  sizeof(text)));
	if (d->override.set) {
		clock_gettime(CLOCK_BOOTTIME, &now);
		json_signed(j, "mode_ends_in",
			    d->override_until - now.tv_sec);
		json_bool(j, "mode_needs_confirm", d->confirm);
	}
	json_text(j, "on_failure", on_failure_words[config_on_failure(c)]);
	json_text(j, "on_stop", on_stop_words[c->on_stop]);
}

static void put_buffers(struct json *j, const struct daemon *d)
{
	struct worker_stats s;
	bool forced = true;

	for (unsigned i = 0; i < d->fixed.queues.workers; i++) {
		worker_stats(d->workers[i], &s);
		forced = forced && s.queue.forced_buffer;
	}
	json_number(j, "receive_buffer", QUEUE_RECEIVE_BUFFER);
	json_bool(j, "forced_buffers", forced);
}

static void put_queues(struct json *j, const struct daemon *d)
{
	const struct queues *q = &d->fixed.queues;
	struct backlog b;
	int ret = backlog_read(&b, d->queuestat_fd, q);

	json_open(j, "queues", '{');
	json_text(j, "kind", d->kernel.native_queue ? "native" : "compat");
	json_number(j, "workers", q->workers);
	json_number(j, "first", q->first);
	json_number(j, "length",
		    (uint64_t)daemon_rules(d)->config.queue_length);
	json_bool(j, "counters_readable", ret == 0);
	json_number(j, "waiting", b.waiting);
	json_number(j, "dropped", b.dropped);
	json_number(j, "user_dropped", b.user_dropped);
	put_buffers(j, d);
	json_close(j, '}');
}

/* Numbers of all workers together. */
static void put_work(struct json *j, const struct daemon *d)
{
	static const char *const verdicts[VERDICTS] = {
		[VERDICT_MORE] = "more", [VERDICT_PASS_FLOW] = "pass_flow",
		[VERDICT_BLOCK_FLOW] = "block_flow",
		[VERDICT_PASS_ONCE] = "pass_once",
		[VERDICT_REFUSE_ONCE] = "refuse_once",
	};
	struct worker_stats sum = { .answers = 0 }, s;

	for (unsigned i = 0; i < d->fixed.queues.workers; i++) {
		worker_stats(d->workers[i], &s);
		sum.queue.packets += s.queue.packets;
		sum.queue.bursts += s.queue.bursts;
		sum.queue.overruns += s.queue.overruns;
		sum.queue.errors += s.queue.errors;
		for (int v = 0; v < VERDICTS; v++)
			sum.judge.verdicts[v] += s.judge.verdicts[v];
		for (int p = 0; p < PROTOCOLS; p++)
			sum.judge.found[p] += s.judge.found[p];
		sum.judge.unknown += s.judge.unknown;
		sum.judge.bad += s.judge.bad;
		sum.flows.flows += s.flows.flows;
		sum.flows.max += s.flows.max;
		sum.flows.evicted += s.flows.evicted;
		sum.answers += s.answers;
		sum.answer_errors += s.answer_errors;
		sum.events_lost += s.events_lost;
	}
	json_open(j, "packets", '{');
	json_number(j, "judged", sum.queue.packets);
	json_number(j, "bursts", sum.queue.bursts);
	json_number(j, "overruns", sum.queue.overruns);
	json_number(j, "errors", sum.queue.errors);
	for (int v = 0; v < VERDICTS; v++)
		json_number(j, verdicts[v], sum.judge.verdicts[v]);
	json_number(j, "unknown", sum.judge.unknown);
	json_number(j, "broken", sum.judge.bad);
	json_number(j, "dns_answers", sum.answers);
	json_number(j, "dns_answer_errors", sum.answer_errors);
	json_close(j, '}');

	json_open(j, "names", '{');
	for (int p = 0; p < PROTOCOLS; p++)
		json_number(j, protocol_words[p], sum.judge.found[p]);
	json_close(j, '}');

	json_open(j, "flows", '{');
	json_number(j, "open", sum.flows.flows);
	json_number(j, "max", sum.flows.max);
	json_number(j, "evicted", sum.flows.evicted);
	json_close(j, '}');
	json_number(j, "events_lost_in_rings", sum.events_lost);
}

static void put_events(struct json *j, const struct daemon *d)
{
	const struct writer_stats *s = writer_stats(d->writer);
	int error = atomic_load(&s->error);

	json_open(j, "events", '{');
	json_text(j, "file", daemon_rules(d)->config.log.file);
	json_number(j, "seen", atomic_load(&s->events));
	json_number(j, "written", atomic_load(&s->written));
	json_number(j, "lost", atomic_load(&s->lost));
	json_number(j, "lost_in_kernel", atomic_load(&s->kernel_lost));
	if (error < 0)
		json_text(j, "error", strerror(-error));
	json_close(j, '}');
}

/* Events by vendor and outcome. */
static void put_matches(struct json *j, const struct daemon *d)
{
	const struct tally *t = &writer_stats(d->writer)->tally;
	unsigned n = atomic_load_explicit(&t->n, memory_order_acquire);

	json_open(j, "matches", '[');
	for (unsigned i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "vendor", t->rows[i].id);
		for (int o = 0; o < TALLY_OUTCOMES; o++)
			json_number(j, tally_words[o],
				    atomic_load(&t->rows[i].counts[o]));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_table(struct json *j, struct daemon *d)
{
	struct table_state s;
	int ret = table_state(&s, &d->netlink);

	json_open(j, "table", '{');
	json_bool(j, "present", ret == 0 && s.present);
	json_bool(j, "complete", ret == 0 && s.complete);
	json_number(j, "repairs", d->repairs);
	json_number(j, "repair_failures", d->repair_failures);
	json_open(j, "counters", '{');
	for (size_t i = 0; ret == 0 && i < s.ncounters; i++)
		json_number(j, s.counters[i].name, s.counters[i].packets);
	json_close(j, '}');
	json_open(j, "wan", '[');
	for (size_t i = 0; i < d->wan.n; i++)
		json_text(j, NULL, ((char **)d->wan.items)[i]);
	json_close(j, ']');
	json_close(j, '}');
}

static void put_lists(struct json *j, const struct daemon *d)
{
	const struct rules *r = daemon_rules(d);
	const struct legend *l = &r->generation.legend;

	json_open(j, "generation", '{');
	json_number(j, "number", r->generation.number);
	json_text(j, "digest", r->generation.digest);
	json_close(j, '}');
	json_open(j, "vendors", '[');
	for (size_t i = 0; i < l->nvendors; i++) {
		const struct legend_vendor *v = &l->vendors[i];

		json_open(j, NULL, '{');
		json_text(j, "id", v->id);
		json_text(j, "title", v->title);
		json_text(j, "mode", mode_words[r->policy->modes[i]]);
		json_text(j, "as_of", v->as_of);
		json_number(j, "names", v->names);
		json_number(j, "prefixes", v->prefixes);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_exceptions(struct json *j, const struct daemon *d)
{
	const struct exceptions *x = &daemon_rules(d)->exceptions;

	json_open(j, "exceptions", '[');
	for (size_t i = 0; i < x->nactive; i++)
		json_text(j, NULL, x->active[i]->id);
	json_close(j, ']');
}

static void put_sandbox(struct json *j, const struct daemon *d)
{
	const struct confinement *c = &d->confinement;

	json_open(j, "sandbox", '{');
	json_bool(j, "seccomp", c->seccomp);
	json_number(j, "landlock", (uint64_t)c->landlock);
	json_close(j, '}');
}

static void serve_status(struct daemon *d, struct request *r)
{
	struct json j = json_into(&r->out);
	struct timespec now;
	char text[MOMENT_TEXT];

	clock_gettime(CLOCK_BOOTTIME, &now);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.status/1");
	json_text(&j, "generated", moment_format(time(NULL), text));
	json_text(&j, "version", CORDON_VERSION);
	json_number(&j, "pid", (uint64_t)getpid());
	json_number(&j, "uid", geteuid());
	json_number(&j, "uptime", (uint64_t)(now.tv_sec - d->started.tv_sec));
	json_text(&j, "config", d->config_path);
	put_mode(&j, d);
	put_lists(&j, d);
	put_exceptions(&j, d);
	put_table(&j, d);
	put_queues(&j, d);
	put_work(&j, d);
	put_events(&j, d);
	put_matches(&j, d);
	put_sandbox(&j, d);
	json_number(&j, "reloads", d->reloads);
	json_number(&j, "failed_reloads", d->failed_reloads);
	json_bool(&j, "last_reload_well", d->last_error[0] == '\0');
	if (d->last_error[0])
		json_text(&j, "last_error", d->last_error);
	json_close(&j, '}');
}

static void answer_done(struct request *r, const struct daemon *d)
{
	struct json j = json_into(&r->out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.mode/1");
	put_mode(&j, d);
	json_number(&j, "generation", daemon_rules(d)->generation.number);
	json_close(&j, '}');
}

static void serve_reload(struct daemon *d, struct request *r)
{
	bool ok = daemon_reload(d, RULES_UPDATE);

	audit_write(&d->audit, "reload", r->uid, "%s", ok ? "done" :
		    d->last_error);
	if (ok)
		answer_done(r, d);
	else
		request_refuse(r, "%s", d->last_error);
}

/* "cordon sync" has made another generation the current one. */
static void serve_generation(struct daemon *d, struct request *r)
{
	bool ok = daemon_reload(d, RULES_DISK);

	audit_write(&d->audit, "generation", r->uid, "%s%u", ok ? "" :
		    "failed: ", daemon_rules(d)->generation.number);
	if (ok)
		answer_done(r, d);
	else
		request_refuse(r, "%s", d->last_error);
}

static void serve_reopen(struct daemon *d, struct request *r)
{
	writer_reopen(d->writer);
	logfile_reopen(&d->audit.file);
	answer_done(r, d);
}

/* The index of a mode's word, -1 for another word. */
static int mode_of(const char *word)
{
	for (int i = 0; mode_words[i]; i++)
		if (strcmp(mode_words[i], word) == 0)
			return i;
	return -1;
}

static bool knows_vendor(const struct daemon *d, const char *id)
{
	const struct legend *l = &daemon_rules(d)->generation.legend;

	for (size_t i = 0; i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, id) == 0)
			return true;
	return false;
}

/* mode MODE [vendor ID] [for SECONDS | confirm SECONDS] */
static void serve_mode(struct daemon *d, struct request *r)
{
	int mode = r->n > 1 ? mode_of(r->words[1]) : -1;
	const char *vendor = NULL;
	uint64_t seconds = 0;
	bool confirm = false, ok;

	for (unsigned i = 2; i + 1 < r->n; i += 2) {
		confirm = strcmp(r->words[i], "confirm") == 0;
		if (strcmp(r->words[i], "vendor") == 0)
			vendor = r->words[i + 1];
		else if ((!confirm && strcmp(r->words[i], "for") != 0) ||
			 !duration_parse(r->words[i + 1], &seconds) ||
			 seconds == 0)
			mode = -1;
	}
	if (mode < 0 || r->n % 2 != 0 || (mode == MODE_INHERIT && !vendor)) {
		request_refuse(r, "usage: mode off|observe|enforce "
			       "[vendor ID] [for TIME | confirm TIME]");
		return;
	}
	if (vendor && !knows_vendor(d, vendor)) {
		request_refuse(r, "no vendor \"%s\" in the catalogue", vendor);
		return;
	}
	ok = daemon_set_mode(d, vendor, mode, seconds, confirm);
	audit_write(&d->audit, "mode", r->uid, "%s%s%s%s",
		    mode_words[mode], vendor ? " for vendor " : "",
		    vendor ? vendor : "", ok ? "" : ": failed");
	if (ok)
		answer_done(r, d);
	else
		request_refuse(r, "%s", d->last_error);
}

static void serve_confirm(struct daemon *d, struct request *r)
{
	bool ok = daemon_confirm(d);

	audit_write(&d->audit, "confirm", r->uid, "%s", ok ? "done" :
		    d->last_error);
	if (ok)
		answer_done(r, d);
	else
		request_refuse(r, "%s", d->last_error);
}

static const struct {
	const char *word;
	bool changes;
	void (*serve)(struct daemon *d, struct request *r);
} commands[] = {
	{ "status", false, serve_status },
	{ "reload", true, serve_reload },
	{ "generation", true, serve_generation },
	{ "reopen", true, serve_reopen },
	{ "mode", true, serve_mode },
	{ "confirm", true, serve_confirm },
};

void serve_request(void *arg, struct request *r)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].word, r->words[0]) != 0)
			continue;
		if (commands[i].changes && !r->may_change)
			request_refuse(r, "only root may do that");
		else
			commands[i].serve(arg, r);
		return;
	}
	request_refuse(r, "unknown request \"%s\"", r->words[0]);
}
