/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon doctor: sources of lists that are not well. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/units.h"
#include "ruleset/generation/generations.h"
#include "tools/doctor/doctor.h"
#include "tools/sync/source_state.h"

struct sources {
	struct doctor *d;
	unsigned well, n;
};

/* What mends it: looking, letting it through, or trying again. */
static void find_problem(struct doctor *d, const struct config_source *s,
			 const struct source_state *st)
{
	char fix[200];

	if (st->acceptable)
		snprintf(fix, sizeof(fix), "cordon sync --accept %s, if that "
			 "with --dry-run shows what is right", s->id);
	else if (st->health == SOURCE_FAILED)
		snprintf(fix, sizeof(fix), "cordon sync %s", s->id);
	else
		snprintf(fix, sizeof(fix), "mend %s or its publisher, then "
			 "cordon sync %s", s->file, s->id);
	doctor_find(d, st->health == SOURCE_FAILED ? LEVEL_WARN : LEVEL_FAIL,
		    fix, "source %s is %s: its last good copy stays in force",
		    s->id, source_health_words[st->health]);
	doctor_evidence(d, "%s", st->why);
}

static void find_new(struct doctor *d, const struct config_source *s)
{
	char fix[100];

	snprintf(fix, sizeof(fix), "cordon sync %s", s->id);
	doctor_find(d, LEVEL_WARN, fix, "source %s was never taken in", s->id);
	doctor_evidence(d, "cordon lists status: %s is new", s->id);
}

static void find_stale(struct doctor *d, const struct config_source *s,
		       int64_t age)
{
	char since[DURATION_TEXT], due[DURATION_TEXT];

	doctor_find(d, LEVEL_WARN, "systemctl enable --now cordon-sync.timer",
		    "source %s was last looked at %s ago", s->id,
		    duration_format((uint64_t)age, since));
	doctor_evidence(d, "cordon lists status: good %s ago, refresh %s",
			since, duration_format(s->refresh, due));
}

/* Anybody on the way can write such a list. */
static void find_unproven(struct doctor *d, const struct config_source *s)
{
	char fix[300];

	snprintf(fix, sizeof(fix), "give %s an https: url, or \"minisign\" or "
		 "\"sha256\", in %s:%u; then cordon sync %s", s->id, s->file,
		 s->line, s->id);
	doctor_find(d, LEVEL_WARN, fix, "source %s comes unsigned over plain "
		    "HTTP: anybody on the way can change it", s->id);
	doctor_evidence(d, "url = \"%s\" without minisign or sha256", s->url);
}

static void look(void *arg, const struct config_source *s,
		 const struct source_state *st)
{
	struct sources *all = arg;
	int64_t now = time(NULL);

	all->n++;
	if (st->health == SOURCE_NEW)
		find_new(all->d, s);
	else if (st->health != SOURCE_WELL)
		find_problem(all->d, s, st);
	else if (source_state_is_stale(st, s, now))
		find_stale(all->d, s, now - st->good_at);
	else
		all->well++;
	if (strncmp(s->url, "http:", 5) == 0 && !*s->sha256 && !*s->minisign)
		find_unproven(all->d, s);
}

static void find_hold(struct doctor *d, const struct generations_hold *h)
{
	unsigned current = generations_current(d->config.state);

	doctor_find(d, LEVEL_WARN, h->kind == HOLD_PIN ?
		    "cordon lists pin --off && cordon sync" :
		    "cordon lists freeze --off && cordon sync",
		    "lists are held at generation %u: nothing new comes into "
		    "force", h->number ? h->number : current);
	doctor_evidence(d, "cordon lists status: held, %s", h->reason);
}

void doctor_check_lists(struct doctor *d)
{
	struct sources all = { .d = d };
	struct generations_hold h;

	if (!d->config_ok)
		return;
	generations_hold(d->config.state, &h);
	if (h.kind == HOLD_PIN || h.kind == HOLD_FREEZE)
		find_hold(d, &h);
	source_state_each(&d->config, look, &all);
	if (all.n > 0 && all.well == all.n)
		doctor_find(d, LEVEL_OK, NULL, "%u sources are well", all.n);
	else if (all.n == 0)
		doctor_find(d, LEVEL_OK, NULL, "only the catalogue and local "
			    "lists are used");
}

/* Whoever asks a resolver of his own choice, encrypted, is judged by the name
 * of what he connects to alone. */
void doctor_check_resolvers(struct doctor *d)
{
	enum mode mode = config_vendor_mode(&d->config, "encrypted-dns");

	if (!d->config_ok)
		return;
	if (mode == MODE_ENFORCE)
		doctor_find(d, LEVEL_OK, NULL, "public encrypted resolvers "
			    "are blocked");
	else
		doctor_find(d, LEVEL_NOTE, "cordon vendors enable "
			    "encrypted-dns", "encrypted-dns is %s: clients "
			    "may ask public resolvers by DoH, DoT and DoQ, "
			    "out of cordon's sight", mode_words[mode]);
	doctor_evidence(d, "cordon vendors list: encrypted-dns is %s",
			mode_words[mode]);
}
