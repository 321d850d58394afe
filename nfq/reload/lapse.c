/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions and local rules in time. */

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "nfq/reload/lapse.h"
#include "ruleset/config/timed.h"

enum { RETRY_SECONDS = 10 };

/* --- exceptions ------------------------------------------------------ */

static void tell_exception(struct audit *a, const struct exception *e)
{
	char before[MOMENT_TEXT + 8];
	const struct audit_change c = { .of = e->id, .before = before };

	snprintf(before, sizeof(before), "until %s", e->until);
	audit_change(a, "except", AUDIT_SELF, &c, "%s is over: %s may not "
		     "reach %s%s%s any more", e->id, e->client, e->vendor,
		     e->role, e->name);
}

static void tell_ended(struct audit *a, const struct exceptions *x, time_t now)
{
	for (size_t i = 0; i < x->nactive; i++) {
		const struct exception *e = x->active[i];

		if (!exception_holds(e, now))
			tell_exception(a, e);
	}
}

static void follow_exceptions(struct reloader *r, time_t now)
{
	const struct exceptions *x = &reload_rules(r)->exceptions;

	if (!exceptions_changed(x, now))
		return;
	tell_ended(r->audit, x, now);
	reload_owe(r);
}

/* --- local rules ----------------------------------------------------- */

static void tell_timed(struct audit *a, const struct timed_rule *r)
{
	char before[MOMENT_TEXT + 8];
	const struct audit_change c = { .of = r->entry, .before = before };

	snprintf(before, sizeof(before), "until %s", r->until);
	audit_change(a, timed_words[r->action], AUDIT_SELF, &c, "%s is over: "
		     "%s is not %s any more", r->until, r->entry,
		     timed_done_words[r->action]);
}

static void tell_over(struct audit *a, const struct timed *t, time_t now)
{
	const struct timed_rule *r = t->rules.items;

	for (size_t i = 0; i < t->rules.n; i++)
		if (r[i].end <= now)
			tell_timed(a, &r[i]);
}

/* The register as it is, and without those that are over, which is stored. */
static bool store_rest(const char *state, time_t now, struct timed *before,
		       struct timed *after, struct fault *fault)
{
	struct conf_report report = { .errors = 0 };
	bool ok = timed_read(before, state, &report) &&
		  timed_read(after, state, &report);
	int ret;

	*fault = report.first;
	conf_report_done(&report);
	if (!ok)
		return false;
	timed_drop_over(after, now);
	ret = timed_store(after, state);
	if (ret < 0)
		fault_set(fault, ret, "the register cannot be written");
	return ret == 0;
}

/* Takes them out of the register. */
static bool end_timed(struct reloader *r, time_t now, struct fault *fault)
{
	const char *state = reload_rules(r)->config.state;
	struct timed before = { .rules = { 0 } }, after = before;
	int lock = register_lock(&timed_register, state, 0);
	bool ok;

	if (lock == -ETIMEDOUT)
		fault_set(fault, 0, "a command is changing them");
	else if (lock < 0)
		fault_set(fault, lock, "the register cannot be locked");
	if (lock < 0)
		return false;
	ok = store_rest(state, now, &before, &after, fault);
	if (ok)
		tell_over(r->audit, &before, now);
	timed_done(&before);
	timed_done(&after);
	close(lock);
	return ok;
}

static void follow_timed(struct lapse *l, time_t now)
{
	time_t next = reload_rules(l->reloader)->timed_next;
	struct fault fault;
	char why[FAULT_TEXT];

	if (next == 0 || now < next || clock_boot() < l->retry)
		return;
	if (!end_timed(l->reloader, now, &fault)) {
		warnx("local rules that are over stay: %s",
		      fault_text(&fault, why));
		l->retry = clock_boot() + RETRY_SECONDS;
		return;
	}
	reload_owe(l->reloader);
}

void lapse_tick(struct lapse *l)
{
	time_t now = time(NULL);

	if (l->reloader->owed)
		return;
	follow_exceptions(l->reloader, now);
	follow_timed(l, now);
}
