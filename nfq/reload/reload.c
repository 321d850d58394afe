/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads rules, puts them in force, retires those before them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/reload/pardon.h"
#include "nfq/reload/reload.h"
#include "ruleset/config/config_load.h"

enum { RETRY_SECONDS = 60 };

void reload_init(struct reloader *r, const char *config_path,
		 struct shared *shared)
{
	const struct config *c = &atomic_load(&shared->rules)->config;

	*r = (struct reloader) {
		.config_path = config_path, .shared = shared,
		.fixed = {
			.queues = queues_of(c), .nflog_group = c->nflog_group,
			.mark_mask = c->mark_mask,
		},
	};
	config_digest(config_path, r->digest);
}

const struct rules *reload_rules(const struct reloader *r)
{
	return atomic_load(&r->shared->rules);
}

/* --- old rules ------------------------------------------------------- */

static void retire(struct reloader *r, const struct rules *rules)
{
	struct retired *old = xcalloc(1, sizeof(*old));

	old->rules = (struct rules *)(uintptr_t)rules;
	old->next = r->retired;
	r->retired = old;
}

static void free_first(struct retired **link)
{
	struct retired *old = *link;

	*link = old->next;
	rules_free(old->rules);
	free(old);
}

/* No worker uses them, and of their events none is left. */
static bool is_unused(struct reloader *r, struct retired *old)
{
	if (!old->asked && !workers_use(r->workers, old->rules)) {
		old->ticket = writer_drain(r->writer);
		old->asked = true;
	}
	return old->asked && writer_drained(r->writer, old->ticket);
}

static void free_retired(struct reloader *r)
{
	struct retired **link = &r->retired;

	while (*link) {
		if (is_unused(r, *link))
			free_first(link);
		else
			link = &(*link)->next;
	}
}

void reload_done(struct reloader *r)
{
	while (r->retired)
		free_first(&r->retired);
}

/* --- new rules ------------------------------------------------------- */

/* What a report has, a message each. */
static void tell_report(struct conf_report *report)
{
	char *rest = report->text.p, *line;

	while (rest && (line = strsep(&rest, "\n")))
		if (*line)
			warnx("%s", line);
}

const char *reload_needs_restart(const struct reloader *r,
				 const struct config *c)
{
	const struct fixed *fixed = &r->fixed;
	const struct queues *q = &fixed->queues;
	struct writer_stats log;

	writer_stats(r->writer, &log);
	return c->workers && c->workers != q->workers ? "workers" :
	       c->queue_base != q->first ? "queue_base" :
	       c->nflog_group != fixed->nflog_group ? "nflog_group" :
	       c->mark_mask != fixed->mark_mask ? "mark_mask" :
	       strcmp(c->log.file, log.file) != 0 ? "log.file" :
	       strcmp(c->run, reload_rules(r)->config.run) != 0 ? "run" :
	       NULL;
}

static void keep_fixed(const struct reloader *r, struct config *c)
{
	const struct fixed *fixed = &r->fixed;
	const char *restart = reload_needs_restart(r, c);

	if (restart)
		warnx("%s changes with a restart, not a reload", restart);
	c->queue_base = fixed->queues.first;
	c->nflog_group = fixed->nflog_group;
	c->mark_mask = fixed->mark_mask;
}

/* It would be refused for a reason that its owner and mode do not show. */
bool reload_reaches(const struct reloader *r, const struct config *c,
		    struct fault *fault)
{
	const char *hidden = confine_hides(r->confinement, c);

	if (hidden) {
		fault_set(fault, 0, "is out of reach: a running cordond "
			  "opens only what its configuration named when it "
			  "started; restart it");
		fault_at(fault, hidden, 0);
	}
	return !hidden;
}

static bool names_hidden(struct reloader *r)
{
	char text[FAULT_TEXT];
	struct config c;
	bool hidden = config_load(&c, r->config_path) &&
		      !reload_reaches(r, &c, &r->fault);

	if (hidden)
		warnx("%s", fault_text(&r->fault, text));
	config_done(&c);
	return hidden;
}

/* NULL, and r->fault says why. */
static struct rules *load(struct reloader *r, enum rules_source source)
{
	struct conf_report report = { .errors = 0 };
	struct rules *new;

	if (names_hidden(r))
		return NULL;
	new = rules_load(r->config_path, source, &r->overrides, &report);
	tell_report(&report);
	if (!new)
		r->fault = report.first;
	conf_report_done(&report);
	return new;
}

/* False, and r->fault says what the kernel refused. */
static bool put_in_force(struct reloader *r, const struct rules *new)
{
	const struct rules *old = reload_rules(r);
	char text[FAULT_TEXT];

	atomic_store(&r->shared->rules, new);
	if (enforcer_apply(r->enforcer, true, old, &r->fault)) {
		if (r->audit && r->audit->notices)
			pardon_tell(r->audit->notices, &old->exceptions,
				    &new->exceptions);
		retire(r, old);
		return true;
	}
	atomic_store(&r->shared->rules, old);
	retire(r, new);
	warnx("the kernel refused %s", fault_text(&r->fault, text));
	return false;
}

static bool reload(struct reloader *r, enum rules_source source)
{
	struct rules *new;

	r->fault = (struct fault) { .ret = 0 };
	new = load(r, source);
	if (new)
		keep_fixed(r, &new->config);
	if (!new || !put_in_force(r, new)) {
		r->failures++;
		warnx("reload failed; what was in force stays");
		return false;
	}
	r->reloads++;
	r->owed = false;
	info("reloaded: generation %u, mode %s", new->generation.number,
	     mode_words[new->config.mode]);
	return true;
}

/* --- in another thread ----------------------------------------------- */

struct job {
	struct reloader *r;
	enum rules_source source;
	bool ok;
};

static void run_job(void *arg)
{
	struct job *job = arg;

	job->ok = reload(job->r, job->source);
}

static void meanwhile(void *arg)
{
	const struct job *job = arg;

	workers_pet(job->r->workers, job->r->notify);
}

/* Large lists take seconds, in which packets go first. */
bool reload_from(struct reloader *r, enum rules_source source)
{
	struct job job = { .r = r, .source = source };

	if (!r->aside ||
	    intervals_total(&reload_rules(r)->intervals) < LARGE_FROM)
		return reload(r, source);
	aside_run(r->aside, run_job, meanwhile, &job);
	return job.ok;
}

/* --- in time --------------------------------------------------------- */

void reload_owe(struct reloader *r)
{
	r->owed = true;
	r->retry = 0;
}

void reload_tick(struct reloader *r)
{
	free_retired(r);
	if (!r->owed || clock_boot() < r->retry)
		return;
	if (!reload_from(r, RULES_UPDATE))
		r->retry = clock_boot() + RETRY_SECONDS;
}
