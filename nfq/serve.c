/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the control socket answers: one row of `commands` each. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/units.h"
#include "nfq/daemon.h"
#include "nfq/reload/mode.h"
#include "nfq/serve.h"
#include "ruleset/table/backlog.h"

static void put_mode(struct json *j, const struct daemon *d)
{
	const struct config *c = &reload_rules(&d->reloader)->config;
	char text[512];
	const struct override *o = &d->reloader.override;

	json_text(j, "mode", mode_words[c->mode]);
	json_text(j, "mode_origin", config_origin(c, &c->mode, text,
						  sizeof(text)));
	if (o->rules.set) {
		json_signed(j, "mode_ends_in", mode_left(o, clock_boot()));
		json_bool(j, "mode_needs_confirm", o->confirm);
	}
	json_text(j, "on_failure", on_failure_words[config_on_failure(c)]);
	json_text(j, "on_stop", on_stop_words[c->on_stop]);
}

static void put_queues(struct json *j, const struct daemon *d,
		       const struct worker_stats *sum)
{
	const struct config *c = &reload_rules(&d->reloader)->config;
	const struct enforcer *e = &d->enforcer;
	struct backlog b;
	int ret = backlog_read(&b, e->queuestat_fd, &e->queues);

	json_open(j, "queues", '{');
	json_text(j, "kind", e->kernel.native_queue ? "native" : "compat");
	json_number(j, "workers", e->queues.workers);
	json_number(j, "first", e->queues.first);
	json_number(j, "length", (uint64_t)c->queue_length);
	json_bool(j, "counters_readable", ret == 0);
	json_number(j, "waiting", b.waiting);
	json_number(j, "dropped", b.dropped);
	json_number(j, "user_dropped", b.user_dropped);
	json_number(j, "receive_buffer", QUEUE_RECEIVE_BUFFER);
	json_bool(j, "forced_buffers", sum->queue.forced_buffer);
	json_close(j, '}');
}

/* Numbers of all workers together. */
static void put_work(struct json *j, const struct worker_stats *sum)
{
	static const char *const verdicts[VERDICTS] = {
		[VERDICT_MORE] = "more", [VERDICT_PASS_FLOW] = "pass_flow",
		[VERDICT_BLOCK_FLOW] = "block_flow",
		[VERDICT_PASS_ONCE] = "pass_once",
		[VERDICT_REFUSE_ONCE] = "refuse_once",
	};

	json_open(j, "packets", '{');
	json_number(j, "judged", sum->queue.packets);
	json_number(j, "bursts", sum->queue.bursts);
	json_number(j, "overruns", sum->queue.overruns);
	json_number(j, "errors", sum->queue.errors);
	for (int v = 0; v < VERDICTS; v++)
		json_number(j, verdicts[v], sum->judge.verdicts[v]);
	json_number(j, "unknown", sum->judge.unknown);
	json_number(j, "broken", sum->judge.bad);
	json_number(j, "dns_answers", sum->answers);
	json_number(j, "dns_answer_errors", sum->answer_errors);
	json_close(j, '}');

	json_open(j, "names", '{');
	for (int p = 0; p < PROTOCOLS; p++)
		json_number(j, protocols[p].word, sum->judge.found[p]);
	json_close(j, '}');

	json_open(j, "flows", '{');
	json_number(j, "open", sum->flows.flows);
	json_number(j, "max", sum->flows.max);
	json_number(j, "evicted", sum->flows.evicted);
	json_close(j, '}');
	json_number(j, "events_lost_in_rings", sum->events_lost);
}

static void put_events(struct json *j, const struct daemon *d)
{
	const struct writer_stats *s = writer_stats(d->writer);
	int error = atomic_load(&s->error);

	json_open(j, "events", '{');
	json_text(j, "file", reload_rules(&d->reloader)->config.log.file);
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
	int ret = table_state(&s, &d->enforcer.netlink);

	json_open(j, "table", '{');
	json_bool(j, "present", ret == 0 && s.present);
	json_bool(j, "complete", ret == 0 && s.complete);
	json_number(j, "repairs", d->enforcer.repairs);
	json_number(j, "repair_failures", d->enforcer.repair_failures);
	json_open(j, "counters", '{');
	for (size_t i = 0; ret == 0 && i < s.ncounters; i++)
		json_number(j, s.counters[i].name, s.counters[i].packets);
	json_close(j, '}');
	json_open(j, "wan", '[');
	for (size_t i = 0; i < d->enforcer.wan.n; i++)
		json_text(j, NULL, ((char **)d->enforcer.wan.items)[i]);
	json_close(j, ']');
	json_close(j, '}');
}

static void put_lists(struct json *j, const struct daemon *d)
{
	const struct rules *r = reload_rules(&d->reloader);
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
	const struct exceptions *x = &reload_rules(&d->reloader)->exceptions;

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
	const struct fault *last = fault_any(&d->reloader.fault) ?
				   &d->reloader.fault : &d->enforcer.fault;
	struct worker_stats sum;
	char text[MOMENT_TEXT], error[FAULT_TEXT];

	workers_stats(&d->workers, &sum);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.status/1");
	json_text(&j, "generated", moment_format(time(NULL), text));
	json_text(&j, "version", CORDON_VERSION);
	json_number(&j, "pid", (uint64_t)getpid());
	json_number(&j, "uid", geteuid());
	json_number(&j, "uptime", (uint64_t)(clock_boot() - d->started));
	json_text(&j, "config", d->reloader.config_path);
	put_mode(&j, d);
	put_lists(&j, d);
	put_exceptions(&j, d);
	put_table(&j, d);
	put_queues(&j, d, &sum);
	put_work(&j, &sum);
	put_events(&j, d);
	put_matches(&j, d);
	put_sandbox(&j, d);
	json_number(&j, "reloads", d->reloader.reloads);
	json_number(&j, "failed_reloads", d->reloader.failures);
	json_bool(&j, "last_reload_well", !fault_any(&d->reloader.fault));
	if (fault_any(last))
		json_text(&j, "last_error", fault_text(last, error));
	json_close(&j, '}');
}

/* The mode that holds, or why it could not be done. */
static void answer(struct request *r, const struct daemon *d,
		   const struct fault *fault)
{
	struct json j = json_into(&r->out);
	char text[FAULT_TEXT];

	if (fault_any(fault)) {
		request_refuse(r, "%s", fault_text(fault, text));
		return;
	}
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.mode/1");
	put_mode(&j, d);
	json_number(&j, "generation",
		    reload_rules(&d->reloader)->generation.number);
	json_close(&j, '}');
}

static void serve_reload(struct daemon *d, struct request *r)
{
	const struct fault *fault = &d->reloader.fault;
	bool ok = reload_from(&d->reloader, RULES_UPDATE);
	char text[FAULT_TEXT];

	audit_write(&d->audit, "reload", r->uid, "%s", ok ? "done" :
		    fault_text(fault, text));
	answer(r, d, fault);
}

/* "cordon sync" has made another generation the current one. */
static void serve_generation(struct daemon *d, struct request *r)
{
	bool ok = reload_from(&d->reloader, RULES_DISK);

	audit_write(&d->audit, "generation", r->uid, "%s%u", ok ? "" :
		    "failed: ", reload_rules(&d->reloader)->generation.number);
	answer(r, d, &d->reloader.fault);
}

static void serve_reopen(struct daemon *d, struct request *r)
{
	const struct fault none = { .ret = 0 };

	writer_reopen(d->writer);
	audit_reopen(&d->audit);
	answer(r, d, &none);
}

static bool knows_vendor(const struct daemon *d, const char *id)
{
	const struct legend *l = &reload_rules(&d->reloader)->generation.legend;

	for (size_t i = 0; i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, id) == 0)
			return true;
	return false;
}

static void serve_mode(struct daemon *d, struct request *r)
{
	struct fault fault = { .ret = 0 };
	struct mode_change c;

	if (!mode_parse(&c, r->words + 1, r->n - 1)) {
		request_refuse(r, "usage: mode off|observe|enforce "
			       "[vendor ID] [for TIME | confirm TIME]");
		return;
	}
	if (c.vendor && !knows_vendor(d, c.vendor)) {
		request_refuse(r, "no vendor \"%s\" in the catalogue",
			       c.vendor);
		return;
	}
	mode_set(&d->reloader, &c, &fault);
	audit_write(&d->audit, "mode", r->uid, "%s%s%s%s",
		    mode_words[c.mode], c.vendor ? " for vendor " : "",
		    c.vendor ? c.vendor : "",
		    fault_any(&fault) ? ": failed" : "");
	answer(r, d, &fault);
}

static void serve_confirm(struct daemon *d, struct request *r)
{
	struct fault fault = { .ret = 0 };
	char text[FAULT_TEXT];

	mode_confirm(&d->reloader, &fault);
	audit_write(&d->audit, "confirm", r->uid, "%s", fault_any(&fault) ?
		    fault_text(&fault, text) : "done");
	answer(r, d, &fault);
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
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
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
