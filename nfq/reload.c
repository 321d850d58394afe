/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New rules in the place of old ones: reload, modes. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/daemon.h"
#include "ruleset/config/timed.h"

/* --- new rules ------------------------------------------------------- */

static void retire(struct daemon *d, const struct rules *old)
{
	struct retired *r = xcalloc(1, sizeof(*r));

	r->rules = (struct rules *)(uintptr_t)old;
	r->next = d->retired;
	d->retired = r;
}

static bool workers_use(struct daemon *d, const struct rules *rules)
{
	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		if (worker_uses(d->workers[i], rules))
			return true;
	return false;
}

/* Frees rules that no worker uses and of whose events none is left. */
void daemon_free_retired(struct daemon *d)
{
	struct retired **link = &d->retired;

	while (*link) {
		struct retired *r = *link;

		if (!r->asked && !workers_use(d, r->rules)) {
			r->ticket = writer_drain(d->writer);
			r->asked = true;
		}
		if (r->asked && writer_drained(d->writer, r->ticket)) {
			*link = r->next;
			rules_free(r->rules);
			free(r);
		} else {
			link = &r->next;
		}
	}
}

/* The mistakes of a report, a message each; the first is kept. */
static void tell_mistakes(struct daemon *d, struct conf_report *report)
{
	char *rest = report->text.p, *line;

	while (rest && (line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		if (!d->last_error[0])
			snprintf(d->last_error, sizeof(d->last_error), "%s",
				 line);
		warnx("%s", line);
	}
}

static void keep_fixed(struct daemon *d, struct config *c)
{
	const struct queues *q = &d->fixed.queues;

	if (c->queue_base != q->first ||
	    c->nflog_group != d->fixed.nflog_group ||
	    c->mark_mask != d->fixed.mark_mask ||
	    (c->workers && c->workers != q->workers))
		warnx("workers, queue_base, nflog_group and mark_mask change "
		      "with a restart, not a reload");
	c->queue_base = q->first;
	c->nflog_group = d->fixed.nflog_group;
	c->mark_mask = d->fixed.mark_mask;
}

/* It would be refused for a reason that its owner and mode do not show. */
static bool names_hidden(struct daemon *d)
{
	struct config c;
	const char *hidden = config_load(&c, d->config_path) ?
			     confinement_hides(&d->confinement, &c) : NULL;

	if (hidden) {
		snprintf(d->last_error, sizeof(d->last_error), "%s is out of "
			 "reach: a running cordond opens only what its "
			 "configuration named when it started; restart it",
			 hidden);
		warnx("%s", d->last_error);
	}
	config_done(&c);
	return hidden != NULL;
}

/* NULL, and d->last_error says why. */
static struct rules *load(struct daemon *d, enum rules_source source)
{
	struct conf_report report = { .errors = 0 };
	struct rules *new;

	if (names_hidden(d))
		return NULL;
	new = rules_load(d->config_path, source, &d->override, &report);
	tell_mistakes(d, &report);
	conf_report_done(&report);
	return new;
}

static bool reload(struct daemon *d, enum rules_source source)
{
	const struct rules *old = daemon_rules(d);
	struct apply_error error;
	struct rules *new;

	d->last_error[0] = '\0';
	new = load(d, source);
	if (!new) {
		d->failed_reloads++;
		warnx("reload failed; what was in force stays");
		return false;
	}
	keep_fixed(d, &new->config);
	atomic_store(&d->shared.rules, new);
	if (!daemon_apply(d, true, old, &error)) {
		atomic_store(&d->shared.rules, old);
		retire(d, new);
		d->failed_reloads++;
		snprintf(d->last_error, sizeof(d->last_error), "%s: %s",
			 error.what, strerror(-error.ret));
		warnx("reload failed, the kernel refused %s; what was in "
		      "force stays", d->last_error);
		return false;
	}
	retire(d, old);
	d->reloads++;
	info("reloaded: generation %u, mode %s", new->generation.number,
	     mode_words[new->config.mode]);
	return true;
}

struct reload {
	struct daemon *d;
	enum rules_source source;
	bool ok;
};

static void reload_job(void *arg)
{
	struct reload *r = arg;

	r->ok = reload(r->d, r->source);
}

static void reload_meanwhile(void *arg)
{
	const struct reload *r = arg;

	daemon_pet_watchdog(r->d);
}

/* Large lists take seconds, in which packets go first. */
bool daemon_reload(struct daemon *d, enum rules_source source)
{
	struct reload r = { .d = d, .source = source };

	if (!d->aside ||
	    intervals_total(&daemon_rules(d)->intervals) < LARGE_FROM)
		return reload(d, source);
	aside_run(d->aside, reload_job, reload_meanwhile, &r);
	return r.ok;
}

/* --- modes ----------------------------------------------------------- */

bool daemon_set_mode(struct daemon *d, const char *vendor, enum mode mode,
		     uint64_t seconds, bool confirm)
{
	int ret;

	d->override = (struct rules_override) { .set = false };
	if (seconds > 0) {
		d->override.set = true;
		d->override.has_vendor = vendor != NULL;
		snprintf(d->override.vendor, sizeof(d->override.vendor), "%s",
			 vendor ? vendor : "");
		d->override.mode = mode;
		d->override_until = daemon_boottime() + (time_t)seconds;
		d->confirm = confirm;
		return daemon_reload(d, RULES_UPDATE);
	}
	ret = config_store_mode(&daemon_rules(d)->config, vendor, mode);
	if (ret < 0) {
		snprintf(d->last_error, sizeof(d->last_error),
			 "cannot store the mode: %s", strerror(-ret));
		return false;
	}
	return daemon_reload(d, RULES_UPDATE);
}

bool daemon_confirm(struct daemon *d)
{
	struct rules_override o = d->override;

	if (!o.set || !d->confirm) {
		snprintf(d->last_error, sizeof(d->last_error),
			 "there is nothing to confirm");
		return false;
	}
	return daemon_set_mode(d, o.has_vendor ? o.vendor : NULL, o.mode, 0,
			       false);
}

void daemon_end_override(struct daemon *d)
{
	if (!d->override.set || daemon_boottime() < d->override_until)
		return;
	d->override.set = false;
	audit_write(&d->audit, "mode", (uid_t)-1, "%s ended: back to what is "
		    "configured", d->confirm ? "unconfirmed change" :
		    "temporary mode");
	info("temporary mode ended");
	daemon_reload(d, RULES_UPDATE);
}

/* --- exceptions ------------------------------------------------------ */

void daemon_end_exceptions(struct daemon *d)
{
	const struct exceptions *x = &daemon_rules(d)->exceptions;
	time_t now = time(NULL);

	if (!exceptions_changed(x, now))
		return;
	for (size_t i = 0; i < x->nactive; i++)
		if (!exception_holds(x->active[i], now))
			audit_write(&d->audit, "except", (uid_t)-1,
				    "%s is over: %s may not reach %s%s%s any "
				    "more", x->active[i]->id,
				    x->active[i]->client,
				    x->active[i]->vendor, x->active[i]->role,
				    x->active[i]->name);
	daemon_reload(d, RULES_UPDATE);
}

/* --- local rules that end -------------------------------------------- */

static void tell_over(struct daemon *d, const struct timed *t, time_t now)
{
	const struct timed_rule *r = t->rules.items;

	for (size_t i = 0; i < t->rules.n; i++)
		if (r[i].end <= now)
			audit_write(&d->audit, timed_words[r[i].action],
				    (uid_t)-1, "%s is over: %s is not %sed "
				    "any more", r[i].until, r[i].entry,
				    timed_words[r[i].action]);
}

/* Takes them out of the register: 0 or -errno. */
static int end_timed(struct daemon *d, time_t now)
{
	const char *state = daemon_rules(d)->config.state;
	struct conf_report report = { .errors = 0 };
	int lock = timed_lock(state, false), ret;
	struct timed before, after;

	if (lock < 0)
		return lock;
	ret = timed_read(&before, state, &report) &&
	      timed_read(&after, state, &report) ? 0 : -EBADMSG;
	if (ret == 0) {
		timed_drop_over(&after, now);
		ret = timed_store(&after, state);
		timed_done(&after);
	}
	if (ret == 0)
		tell_over(d, &before, now);
	timed_done(&before);
	conf_report_done(&report);
	close(lock);
	return ret;
}

void daemon_end_timed(struct daemon *d)
{
	enum { RETRY_SECONDS = 10 };
	time_t next = daemon_rules(d)->timed_next, now = time(NULL);
	int ret;

	if (next == 0 || now < next || daemon_boottime() < d->timed_retry)
		return;
	ret = end_timed(d, now);
	if (ret < 0) {
		warnx("local rules that are over stay: %s", strerror(-ret));
		d->timed_retry = daemon_boottime() + RETRY_SECONDS;
		return;
	}
	daemon_reload(d, RULES_UPDATE);
}
