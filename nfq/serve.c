/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the control socket answers: one row of `commands` each. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/clock.h"
#include "lib/duration.h"
#include "lib/file.h"
#include "lib/moment.h"
#include "nfq/daemon.h"
#include "nfq/reload/mode.h"
#include "nfq/reload/standing.h"
#include "nfq/reload/takeover.h"
#include "nfq/serve.h"
#include "nfq/status.h"

enum { TOLD_MOST = 4096 };

/* --- how we are ------------------------------------------------------ */

enum { ORIGIN_TEXT = 512 };

static void get_mode(struct status_mode *m, const struct daemon *d,
		     char origin[ORIGIN_TEXT])
{
	const struct rules *r = reload_rules(&d->reloader);
	const struct config *c = &r->config;
	const struct rules_overrides *all = &d->reloader.overrides;
	const struct rules_override *o = mode_timed(all, "");

	*m = (struct status_mode) {
		.mode = mode_words[c->mode],
		.origin = config_origin(c, &c->mode, origin, ORIGIN_TEXT),
		.recalled = c->mode_recalled,
		.on_failure = on_failure_words[config_on_failure(c)],
		.on_stop = on_stop_words[c->on_stop],
		.ends = o, .ends_in = o ? mode_left(o, clock_boot()) : 0,
		.needs_confirm = o && o->confirm,
		.generation = r->generation.number,
		.timed = { m->timed_modes, all->n },
	};
	for (unsigned i = 0; i < all->n; i++)
		m->timed_modes[i] = (struct status_timed) {
			.vendor = *all->items[i].vendor ?
				  all->items[i].vendor : NULL,
			.mode = mode_words[all->items[i].mode],
			.ends_in = mode_left(&all->items[i], clock_boot()),
			.needs_confirm = all->items[i].confirm,
		};
}

static void get_lists(struct status *s, const struct rules *r)
{
	const struct legend *l = &r->generation.legend;
	struct status_vendor *vendors = xcalloc(l->nvendors, sizeof(*vendors));
	const char **exceptions = xcalloc(r->exceptions.nactive,
					  sizeof(*exceptions));

	for (size_t i = 0; i < l->nvendors; i++) {
		const struct legend_vendor *v = &l->vendors[i];

		vendors[i] = (struct status_vendor) {
			.id = v->id, .title = v->title, .as_of = v->as_of,
			.mode = mode_words[r->policy->modes[i]],
			.names = v->names, .prefixes = v->prefixes,
		};
	}
	for (size_t i = 0; i < r->exceptions.nactive; i++)
		exceptions[i] = r->exceptions.active[i]->id;
	s->digest = r->generation.digest;
	s->has_policy = r->config.central.sequence > 0;
	s->policy = r->config.central.sequence;
	s->policy_until = r->config.central.valid_until;
	s->policy_digest = r->config.central.digest;
	s->passed_over = r->config.central.passed_over;
	s->mistakes = r->config.central.mistakes;
	s->vendors = (struct jsonlist) { vendors, l->nvendors };
	s->exceptions = (struct jsonlist) { exceptions, r->exceptions.nactive };
}

static void get_kernel(struct status *s, struct enforcer *e)
{
	if (present_state(&s->table, &e->netlink) < 0)
		s->table = (struct table_state) { .present = false };
	s->repairs = e->repairs;
	s->repair_failures = e->repair_failures;
	s->guard = guardian_words[e->guardian.state];
	s->guard_back_in = guardian_lifted_for(&e->guardian);
	s->guard_lifted = s->guard_back_in > 0;
	s->held = guardian_held(&e->guardian);
	s->wan = (struct jsonlist) { e->wan.items, e->wan.n };
	s->queues = e->queues;
	s->queue_kind = e->kernel.native_queue ? "native" : "compat";
	s->receive_buffer = QUEUE_RECEIVE_BUFFER;
	s->counters_readable = backlog_read(&s->backlog, e->queuestat_fd,
					    &e->queues) == 0;
}

static void get_matches(struct status *s, const struct tally *t)
{
	unsigned n = atomic_load_explicit(&t->n, memory_order_acquire);
	struct status_match *m = xcalloc(n, sizeof(*m));

	for (unsigned i = 0; i < n; i++) {
		m[i].vendor = t->rows[i].id;
		for (int o = 0; o < TALLY_OUTCOMES; o++)
			m[i].counts[o] = atomic_load(&t->rows[i].counts[o]);
	}
	s->matches = (struct jsonlist) { m, n };
}

static void get_events(struct status *s, const struct writer *w)
{
	struct writer_stats stats;

	writer_stats(w, &stats);
	s->events_file = stats.file;
	s->events = stats.events;
	s->written = stats.written;
	s->lost = stats.lost;
	s->kernel_lost = stats.kernel_lost;
	s->events_error = stats.error < 0 ? strerror(-stats.error) : NULL;
	get_matches(s, stats.tally);
}

static void get_reloads(struct status *s, const struct daemon *d,
			char error[FAULT_TEXT])
{
	const struct reloader *r = &d->reloader;
	const struct fault *last = fault_any(&r->fault) ? &r->fault :
							  &d->enforcer.fault;

	s->reloads = r->reloads;
	s->failed_reloads = r->failures;
	s->last_reload_well = !fault_any(&r->fault);
	s->last_error = fault_any(last) ? fault_text(last, error) : NULL;
}

static void serve_status(struct daemon *d, struct request *r)
{
	const struct rules *rules = reload_rules(&d->reloader);
	char when[MOMENT_TEXT], origin[ORIGIN_TEXT], error[FAULT_TEXT];
	struct json j = json_into(&r->out);
	struct status s = {
		.generated = moment_format(time(NULL), when),
		.version = CORDON_VERSION, .config = d->reloader.config_path,
		.pid = getpid(), .uid = geteuid(),
		.uptime = clock_boot() - d->started,
		.reexecs = d->successions,
		.failed_reexecs = d->failed_successions,
		.queue_length = rules->config.queue_length,
		.seccomp = d->confinement.seccomp,
		.landlock = d->confinement.landlock,
		.clock = d->timekeeper.behind ? d->timekeeper.why : NULL,
	};

	get_mode(&s.mode, d, origin);
	get_lists(&s, rules);
	get_kernel(&s, &d->enforcer);
	workers_stats(&d->workers, &s.work);
	get_events(&s, d->writer);
	get_reloads(&s, d, error);
	status_put(&s, &j);
	free((void *)(uintptr_t)s.vendors.items);
	free((void *)(uintptr_t)s.exceptions.items);
	free((void *)(uintptr_t)s.matches.items);
}

/* --- what is to be done ---------------------------------------------- */

/* The mode that holds, or why it could not be done. */
static void answer(struct request *r, const struct daemon *d,
		   const struct fault *fault)
{
	struct json j = json_into(&r->out);
	char text[FAULT_TEXT], origin[ORIGIN_TEXT];
	struct status_mode m;

	if (fault_any(fault)) {
		control_refuse(r, "%s", fault_text(fault, text));
		return;
	}
	get_mode(&m, d, origin);
	status_put_mode(&m, &j);
}

static void serve_reload(struct daemon *d, struct request *r)
{
	const struct fault *fault = &d->reloader.fault;
	char before[STANDING_TEXT];

	standing_rules(&d->reloader, before);
	standing_tell(&d->reloader, r->uid, reload_from(&d->reloader,
							RULES_UPDATE), before);
	answer(r, d, fault);
}

/* Another policy of the fleet than `was` has come with what was loaded. */
static void tell_policy(struct daemon *d, const struct request *r,
			int64_t was)
{
	const struct config_central *x =
		&reload_rules(&d->reloader)->config.central;
	char before[24], after[24];
	const struct audit_change c = {
		.of = "policy", .before = was ? before : NULL,
		.after = x->sequence ? after : NULL,
	};

	if (x->sequence == was)
		return;
	snprintf(before, sizeof(before), "%" PRId64, was);
	snprintf(after, sizeof(after), "%" PRId64, x->sequence);
	if (x->sequence)
		audit_change(&d->audit, "policy", r->uid, &c, "policy %s of "
			     "the fleet is in force, %s", after, x->digest);
	else
		audit_change(&d->audit, "policy", r->uid, &c, "policy %s of "
			     "the fleet is not in force any more", before);
}

/* "cordon sync" has made another generation the current one. */
static void serve_generation(struct daemon *d, struct request *r)
{
	unsigned was = reload_rules(&d->reloader)->generation.number, is;
	int64_t policy = reload_rules(&d->reloader)->config.central.sequence;
	bool ok = reload_from(&d->reloader, RULES_DISK);
	char before[16], after[16];
	const struct audit_change c = { .before = before, .after = after };

	is = reload_rules(&d->reloader)->generation.number;
	snprintf(before, sizeof(before), "%u", was);
	snprintf(after, sizeof(after), "%u", is);
	audit_change(&d->audit, "generation", r->uid, &c, "%s%u", ok ? "" :
		     "failed: ", is);
	tell_policy(d, r, policy);
	answer(r, d, &d->reloader.fault);
}

/* "cordon sync" has written down what became of a policy that is not in
 * force. */
static void serve_policy(struct daemon *d, struct request *r)
{
	const char *state = reload_rules(&d->reloader)->config.state;
	const struct fault none = { .ret = 0 };
	struct buffer text = { 0 };
	char *path = xasprintf("%s/policy/told", state);

	if (file_read(path, TOLD_MOST, &text) == 0)
		audit_write(&d->audit, "policy", r->uid, "%.*s", (int)text.len,
			    text.p ? text.p : "");
	buffer_done(&text);
	free(path);
	answer(r, d, &none);
}

static void serve_reopen(struct daemon *d, struct request *r)
{
	const struct fault none = { .ret = 0 };

	writer_reopen(d->writer);
	audit_reopen(&d->audit);
	answer(r, d, &none);
}

/* What waits of a client is written, so that it can be taken out. Whose events
 * those are the register does not say. Nobody is kept waiting meanwhile: who
 * asks gets a number to ask with whether it was done. */
static void serve_erase(struct daemon *d, struct request *r)
{
	struct json j = json_into(&r->out);
	unsigned ticket;

	if (r->n > 2) {
		control_refuse(r, "usage: erase [TICKET]");
		return;
	}
	if (r->n == 2) {
		ticket = (unsigned)strtoul(r->words[1], NULL, 10);
	} else {
		snprintf(d->audit.caller.command,
			 sizeof(d->audit.caller.command), "cordon log erase");
		audit_write(&d->audit, "erase", r->uid, "a client is erased "
			    "from the log");
		ticket = writer_drain(d->writer);
	}
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.erase/1");
	json_number(&j, "ticket", ticket);
	json_bool(&j, "written", writer_drained(d->writer, ticket));
	json_close(&j, '}');
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
	char before[STANDING_TEXT];
	struct fault fault = { .ret = 0 };
	struct mode_change c;

	if (!mode_parse(&c, r->words + 1, r->n - 1)) {
		control_refuse(r, "usage: mode off|observe|enforce "
			       "[vendor ID] [for TIME | confirm TIME]");
		return;
	}
	if (c.vendor && !knows_vendor(d, c.vendor)) {
		control_refuse(r, "no vendor \"%s\" in the catalogue",
			       c.vendor);
		return;
	}
	standing_mode(&d->reloader, c.vendor ? c.vendor : "", before);
	mode_set(&d->reloader, &c, &fault);
	standing_tell_mode(&d->reloader, r->uid, &c, before,
			   !fault_any(&fault));
	answer(r, d, &fault);
}

static void tell_lift(struct daemon *d, const struct request *r,
		      const char *before, const char *seconds)
{
	const struct guardian *g = &d->enforcer.guardian;
	const struct audit_change c = {
		.of = "guard", .before = before,
		.after = guardian_words[g->state],
		.until = guardian_lifted_for(g) > 0 ?
			 time(NULL) + guardian_lifted_for(g) : 0,
	};

	audit_change(&d->audit, "guard", r->uid, &c, "%s%s", seconds ?
		     "lifted for " : "set again", seconds ? seconds : "");
}

static void serve_guard(struct daemon *d, struct request *r)
{
	uint64_t seconds = 0;
	bool off = r->n == 4 && strcmp(r->words[1], "off") == 0 &&
		   strcmp(r->words[2], "for") == 0 &&
		   duration_parse(r->words[3], &seconds) && seconds > 0;
	const char *before = guardian_words[d->enforcer.guardian.state];
	struct fault fault = { .ret = 0 };
	char text[FAULT_TEXT];

	if (!off && (r->n != 2 || strcmp(r->words[1], "on") != 0)) {
		control_refuse(r, "usage: guard on | guard off for TIME");
		return;
	}
	if (enforcer_lift(&d->enforcer, (time_t)seconds, &fault))
		tell_lift(d, r, before, off ? r->words[3] : NULL);
	else
		audit_write(&d->audit, "guard", r->uid, "refused: %s",
			    fault_text(&fault, text));
	answer(r, d, &fault);
}

static void serve_confirm(struct daemon *d, struct request *r)
{
	const struct rules_overrides was = d->reloader.overrides;
	char before[RULES_OVERRIDES][STANDING_TEXT];
	struct fault fault = { .ret = 0 };
	char text[FAULT_TEXT];

	for (unsigned i = 0; i < was.n; i++)
		standing_mode(&d->reloader, was.items[i].vendor, before[i]);
	if (mode_confirm(&d->reloader, &fault))
		standing_tell_confirmed(&d->reloader, r->uid, &was,
					before);
	else
		audit_write(&d->audit, "confirm", r->uid, "%s",
			    fault_text(&fault, text));
	answer(r, d, &fault);
}

static void serve_reexec(struct daemon *d, struct request *r)
{
	struct fault fault = { .ret = 0 };
	char text[FAULT_TEXT];

	d->succeed = takeover_fits(&d->reloader, &d->confinement, d->program,
				   r->n > 1 ? r->words[1] : "", &fault);
	if (!d->succeed)
		audit_write(&d->audit, "reexec", r->uid, "refused: %s",
			    fault_text(&fault, text));
	answer(r, d, &fault);
}

/* Without a service manager that keeps the queues it is a stop. */
static void serve_retire(struct daemon *d, struct request *r)
{
	const struct fault none = { .ret = 0 };

	d->stop = true;
	d->retire = d->kept.done;
	answer(r, d, &none);
}

static const struct {
	const char *word;
	bool changes;
	void (*serve)(struct daemon *d, struct request *r);
} commands[] = {
	{ "status", false, serve_status },
	{ "reload", true, serve_reload },
	{ "generation", true, serve_generation },
	{ "policy", true, serve_policy },
	{ "reopen", true, serve_reopen },
	{ "erase", true, serve_erase },
	{ "mode", true, serve_mode },
	{ "guard", true, serve_guard },
	{ "confirm", true, serve_confirm },
	{ "reexec", true, serve_reexec },
	{ "retire", true, serve_retire },
};

/* What it writes into the register has who called. */
static void serve_called(struct daemon *d, struct request *r,
			 void (*serve)(struct daemon *d, struct request *r))
{
	d->audit.called = r->may_change &&
			  caller_parse(&d->audit.caller, r->caller);
	serve(d, r);
	d->audit.called = false;
}

void serve_request(void *arg, struct request *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].word, r->words[0]) != 0)
			continue;
		if (commands[i].changes && !r->may_change)
			control_refuse(r, "only root may do that");
		else
			serve_called(arg, r, commands[i].serve);
		return;
	}
	control_refuse(r, "unknown request \"%s\"", r->words[0]);
}
