/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings a policy of the fleet into force. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/log.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/generation.h"
#include "ruleset/generation/generations.h"
#include "ruleset/policy/policy.h"
#include "tools/bundle/take.h"
#include "tools/changes.h"
#include "tools/cli/client.h"
#include "tools/cli/who.h"
#include "tools/fetch/headers.h"
#include "tools/sync/apart.h"
#include "tools/sync/sync_policy.h"

/* --- what is known of it --------------------------------------------- */

/* Where it is said to who asks: in the register, and by cordond in the log of
 * events. */
static void tell_all(const struct args *a, const struct config *c,
		     const struct taken *t)
{
	struct audit audit;
	struct client cl;

	if (client_ask(&cl, a, "policy")) {
		client_done(&cl);
		return;
	}
	client_done(&cl);
	changes_open(&audit, c->log.file);
	audit_write(&audit, "policy", who_uid(), "%s%s%s",
		    taken_words[t->health], *t->why ? ": " : "", t->why);
	audit_close(&audit);
}

/* For cordond, which does not read the rest. */
static void write_told(const struct taken *t, const struct config *c)
{
	char *home = config_central_home(c->state);
	char *path = xasprintf("%s/told", home);
	char *text = xasprintf("%s%s%s", taken_words[t->health],
			       *t->why ? ": " : "", t->why);

	file_write(path, text, strlen(text), 0644);
	free(text);
	free(path);
	free(home);
}

/* Something that nobody was told yet? */
static bool is_news(const struct taken *was, const struct taken *is)
{
	return was->health != is->health || strcmp(was->why, is->why) != 0;
}

/* `sequence`: it is in force; 0. */
static void note(const struct config *c, enum taken_health health,
		 const char *why, int64_t sequence)
{
	struct taken t;

	taken_read(&t, c);
	taken_end(&t, health, "%s", why);
	if (sequence)
		taken_see(&t, sequence, t.offered);
	taken_write(&t, c);
	write_told(&t, c);
	taken_done(&t);
}

/* --- asking ---------------------------------------------------------- */

static const char *held(const struct config *c)
{
	struct generations_hold h;

	generations_hold(c->state, &h);
	return h.kind == HOLD_PIN ? "lists are pinned" :
	       h.kind == HOLD_FREEZE ? "lists are frozen" : NULL;
}

static void ask(const struct config *c, const struct gather_options *o,
		struct outcome *out)
{
	struct taken before;
	struct take t;

	(void)o;
	taken_read(&before, c);
	take_run(&t, c, held(c));
	out->status = t.state.health == TAKEN_FAILED ? EX_TEMPFAIL :
		      t.state.health == TAKEN_REFUSED ? EX_DATAERR : 0;
	out->policy = t.result == TAKE_CANDIDATE ? t.sequence : 0;
	out->news = !out->policy && is_news(&before, &t.state);
	if (out->news || out->policy)
		write_told(&t.state, c);
	take_done(&t);
	taken_done(&before);
}

/* The configuration under it, or why it cannot be. */
static bool load(struct config *next, const struct args *a,
		 const struct config *c, int64_t sequence, char why[FAULT_TEXT])
{
	char *folder = config_central_folder(c->state, sequence);
	struct conf_report report = { .errors = 0 };
	struct catalogue catalogue;
	bool good = config_load_under(next, a->config, folder);

	if (!good) {
		fault_text(&next->report.first, why);
	} else {
		good = catalogue_load(&catalogue, next, &report);
		if (!good)
			fault_text(&report.first, why);
		catalogue_done(&catalogue);
	}
	conf_report_done(&report);
	free(folder);
	return good;
}

/* --- into force ------------------------------------------------------ */

static bool sync_with(const struct sync_asked *asked, int64_t sequence,
		      int *status)
{
	struct gather_options o = *asked->options;
	const struct args *a = asked->args;
	const struct config *c = asked->config;
	char why[FAULT_TEXT];
	struct headers *headers;
	struct config next;
	bool done = false;

	if (!load(&next, a, c, sequence, why)) {
		note(c, TAKEN_REFUSED, why, 0);
		*status = EX_DATAERR;
	} else {
		headers = headers_load(&next);
		o.headers = headers;
		o.policy = sequence;
		o.instead = c;
		o.due = o.due || a->policy;
		done = asked->under(a, &next, &o, status);
		headers_free(headers, next.sources.n);
	}
	config_done(&next);
	return done;
}

/* What is not in force is said each time that somebody asks, and to others once
 * (`news`). */
static void say(const struct args *a, const struct config *c, bool news)
{
	struct taken t;

	taken_read(&t, c);
	if (news)
		tell_all(a, c, &t);
	if (a->follow && !news)
		;	/* it was said */
	else if (t.health == TAKEN_FAILED || t.health == TAKEN_REFUSED)
		warnx("policy: %s; what was in force stays", t.why);
	else if (*t.why)
		info("policy: %s", t.why);
	taken_done(&t);
}

/* "--policy", and nothing new. */
static void answer_same(const struct args *a, const struct config *c,
			int status)
{
	struct answer *an = answer_begin(a, "cordon.sync.policy/1");

	answer_put(an, "policy", cell_number((uint64_t)c->central.sequence));
	answer_put(an, "digest", cell_text(c->central.digest));
	answer_put(an, "status", cell_number((unsigned)status));
	if (c->central.sequence)
		answer_say(an, "policy %" PRId64 " is in force%s\n",
			   c->central.sequence, status ? "" :
			   ", and nothing newer is there");
	else
		answer_say(an, "no policy is in force\n");
	answer_end(an);
}

bool sync_policy_run(const struct sync_asked *asked, int *status)
{
	const struct args *a = asked->args;
	const struct config *c = asked->config;
	const struct apart p = { c, asked->options, ask, NULL };
	struct outcome out;
	bool done = false;

	if (a->policy && !*c->policy.url)
		fatalx_status(EX_CONFIG, "no policy is set; see \"policy\" in "
			      "cordon.conf(5)");
	if (!*c->policy.url || a->offline || a->dry_run || a->nwords > 0)
		return false;
	out = apart_run(&p);
	*status = out.status;
	if (out.policy)
		done = sync_with(asked, out.policy, status);
	if (!done)
		say(a, c, out.news || out.policy);
	if (!done && a->policy && !a->follow)
		answer_same(a, c, *status);
	return done;
}

/* --- without privileges ---------------------------------------------- */

/* Does what is now have a source that is none then? */
static bool takes_away(const struct config *next, const struct config *now)
{
	const struct config_source *s = now->sources.items;

	for (size_t i = 0; i < now->sources.n; i++)
		if (!source_find(&next->sources, s[i].id))
			return true;
	return false;
}

static bool is_inside(const struct gather *g, const struct config_source *s)
{
	const char *folder = g->config->central.folder;
	size_t n = strlen(folder);

	return strncmp(s->path, folder, n) == 0 && s->path[n] == '/';
}

/* What the bundle itself has must do; what it only names must have come once,
 * if something goes for it. */
static bool is_missing(const struct gather *g, const struct intake *in)
{
	if (in->result == INTAKE_KEPT && is_inside(g, in->source))
		return true;
	return in->result != INTAKE_NEW && !*in->before.content &&
	       takes_away(g->config, g->options.instead);
}

bool sync_policy_has_lists(struct gather *g, struct outcome *out)
{
	char why[FAULT_TEXT];

	gather_weigh(g);
	for (size_t i = 0; i < g->n; i++) {
		const struct intake *in = &g->intakes[i];

		if (!is_missing(g, in))
			continue;
		snprintf(why, sizeof(why), "its list %s: %.300s",
			 in->source->id, in->state.why);
		note(g->config, TAKEN_REFUSED, why, 0);
		out->settled = false;
		return false;
	}
	return true;
}

/* What the configuration says of vendors, their roles and bases, is only known
 * to be right beside what was compiled: cordond would refuse it. */
static bool is_sound(const struct config *c, unsigned number,
		     char why[FAULT_TEXT])
{
	struct conf_report report = { .errors = 0 };
	struct generation g;
	int ret = generation_open_number(&g, c->state, number,
					 GENERATION_TRUST);

	snprintf(why, FAULT_TEXT, "what was compiled %s",
		 generation_error(ret));
	if (ret < 0)
		return false;
	if (!policy_check(&g.legend, c, &report))
		fault_text(&report.first, why);
	generation_close(&g);
	ret = (int)report.errors;
	conf_report_done(&report);
	return ret == 0;
}

/* The generation of before is the current one again. */
static void go_back(const struct config *c, const struct outcome *out)
{
	int lock = generations_lock(c->state);

	if (lock < 0)
		return;
	if (out->before && generations_current(c->state) == out->after)
		generations_switch(c->state, out->before);
	close(lock);
}

void sync_policy_settle(const struct config *c, const struct gather_options *o,
		      struct outcome *out)
{
	struct conf_report ignored = { .errors = 0 };
	struct generation g;
	char why[FAULT_TEXT];
	int ret;

	if (out->after == 0) {
		note(c, TAKEN_REFUSED, "it cannot be compiled", 0);
		return;
	}
	if (!is_sound(c, out->after, why)) {
		note(c, TAKEN_REFUSED, why, 0);
		go_back(c, out);
		out->status = EX_DATAERR;
		return;
	}
	ret = take_switch(c, o->policy);
	if (ret < 0) {
		note(c, TAKEN_FAILED, strerror(-ret), 0);
		return;
	}
	note(c, TAKEN_WELL, "", o->policy);
	out->settled = true;
	/* A reload in between may have compiled under the one before. */
	ret = generation_update(&g, c, GENERATION_TRUST, &ignored);
	if (ret == 0) {
		out->after = g.number;
		generation_close(&g);
	}
	conf_report_done(&ignored);
}
