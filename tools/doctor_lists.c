/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon doctor: sources of lists that are not well. */

#include <stdio.h>
#include <time.h>

#include "lib/units.h"
#include "ruleset/generations.h"
#include "tools/doctor.h"
#include "tools/source_state.h"

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
		snprintf(fix, sizeof(fix), "look at it, then cordon sync "
			 "--accept %s", s->id);
	else if (st->health == SOURCE_FAILED)
		snprintf(fix, sizeof(fix), "cordon sync %s", s->id);
	else
		snprintf(fix, sizeof(fix), "mend %s or its publisher, then "
			 "cordon sync %s", s->file, s->id);
	doctor_find(d, st->health == SOURCE_FAILED ? LEVEL_WARN : LEVEL_FAIL,
		    fix, "source %s is %s: %s", s->id,
		    source_health_words[st->health], st->why);
}

static void look(const struct config_source *s, const struct source_state *st,
		 void *arg)
{
	struct sources *all = arg;
	int64_t now = time(NULL);
	char age[DURATION_TEXT];

	all->n++;
	if (st->health == SOURCE_NEW)
		doctor_find(all->d, LEVEL_WARN, "cordon sync", "source %s was "
			    "never taken in", s->id);
	else if (st->health != SOURCE_WELL)
		find_problem(all->d, s, st);
	else if (source_state_is_stale(st, s, now))
		doctor_find(all->d, LEVEL_WARN, "systemctl enable --now "
			    "cordon-sync.timer", "source %s was last looked "
			    "at %s ago", s->id, duration_format((uint64_t)
			    (now - st->good_at), age));
	else
		all->well++;
}

void doctor_check_lists(struct doctor *d)
{
	struct sources all = { .d = d };
	struct generations_hold h;

	if (!d->config_ok)
		return;
	generations_hold(d->config.state, &h);
	if (h.kind == HOLD_PIN || h.kind == HOLD_FREEZE)
		doctor_find(d, LEVEL_WARN, "cordon lists pin --off", "lists "
			    "are held at generation %u (%s): nothing new "
			    "comes into force", h.number ? h.number :
			    generations_current(d->config.state), h.reason);
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
}
