/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of lists and resolvers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/duration.h"
#include "tools/doctor/lists.h"

/* What mends it: looking, letting it through, or trying again. */
static void find_problem(struct diagnosis *d, const struct config_source *s,
			 const struct source_state *st)
{
	char fix[300];

	if (st->acceptable)
		snprintf(fix, sizeof(fix), "cordon sync --accept %s, if that "
			 "with --dry-run shows what is right", s->id);
	else if (st->health == SOURCE_FAILED)
		snprintf(fix, sizeof(fix), "cordon sync %s", s->id);
	else
		snprintf(fix, sizeof(fix), "%s of it in %s:%u; then cordon "
			 "sync %s", st->health == SOURCE_UNVERIFIED ?
			 "ask its publisher, or mend \"minisign\" or "
			 "\"sha256\"" : "look at what came, and mend url, "
			 "format or limits", s->file, s->line, s->id);
	diagnosis_add(d, st->health == SOURCE_FAILED ||
		      st->health == SOURCE_LOSSY ? LEVEL_WARN : LEVEL_FAIL,
		      fix, "source %s %s%s: %s", s->id,
		      st->health == SOURCE_FAILED ? "" : "is ",
		      source_health_words[st->health],
		      st->health == SOURCE_LOSSY ? "what can be read of it is "
		      "in force" : st->good_at > 0 ? "its last good copy "
		      "stays in force" : "it has no good copy, so nothing of "
		      "it is in force");
	diagnosis_evidence(d, "%s", st->why);
}

static void find_new(struct diagnosis *d, const struct config_source *s)
{
	char fix[100];

	snprintf(fix, sizeof(fix), "cordon sync %s", s->id);
	diagnosis_add(d, LEVEL_WARN, fix, "source %s was never taken in",
		      s->id);
	diagnosis_evidence(d, "cordon lists status: %s is new", s->id);
}

static void find_stale(struct diagnosis *d, const struct config_source *s,
		       int64_t age)
{
	char since[DURATION_TEXT], due[DURATION_TEXT];

	diagnosis_add(d, LEVEL_WARN, "systemctl enable --now "
		      "cordon-sync.timer", "source %s was last looked at %s "
		      "ago", s->id, duration_format((uint64_t)age, since));
	diagnosis_evidence(d, "cordon lists status: good %s ago, refresh %s",
			   since, duration_format(s->refresh, due));
}

/* Anybody on the way can write such a list. */
static void find_unproven(struct diagnosis *d, const struct config_source *s)
{
	char fix[300], origin[SOURCE_ORIGIN];

	snprintf(fix, sizeof(fix), "give %s an https: url, or \"minisign\" or "
		 "\"sha256\", in %s:%u; then cordon sync %s", s->id, s->file,
		 s->line, s->id);
	diagnosis_add(d, LEVEL_WARN, fix, "source %s comes unsigned over "
		      "plain HTTP: anybody on the way can change it", s->id);
	diagnosis_evidence(d, "url = \"%s\" without minisign or sha256",
			   source_origin(s, origin));
}

static void add_sample(void *arg, const char *line)
{
	struct buffer *out = arg;

	buffer_printf(out, "%s%s", out->len ? "; " : "", line);
}

/* What of it counts for nothing. */
static void find_losses(struct diagnosis *d, const struct facts *f,
			const struct config_source *s,
			const struct source_state *st)
{
	char *copy = source_cached(f->config.state, s);
	struct buffer text = { 0 }, samples = { 0 };

	losses_write(&st->lost, &text);
	losses_each(&st->lost, copy, 1, add_sample, &samples);
	if (*text.p) {
		diagnosis_add(d, LEVEL_NOTE, NULL, "source %s: %s", s->id,
			      text.p);
		diagnosis_evidence(d, "%s", samples.p ? samples.p :
				   "cordon lists status");
	}
	buffer_done(&text);
	buffer_done(&samples);
	free(copy);
}

/* Is it well? */
static bool look_at(struct diagnosis *d, const struct facts *f,
		    const struct config_source *s,
		    const struct source_state *st)
{
	size_t before = d->n;

	if (st->health == SOURCE_NEW)
		find_new(d, s);
	else if (st->health != SOURCE_WELL)
		find_problem(d, s, st);
	else if (source_state_is_stale(st, s, f->now))
		find_stale(d, s, f->now - st->good_at);
	return d->n == before;
}

static void find_hold(struct diagnosis *d, const struct generations_hold *h,
		      unsigned current)
{
	diagnosis_add(d, LEVEL_WARN, h->kind == HOLD_PIN ?
		      "cordon lists pin --off && cordon sync" :
		      "cordon lists freeze --off && cordon sync",
		      "lists are held at generation %u: nothing new comes "
		      "into force", h->number ? h->number : current);
	diagnosis_evidence(d, "cordon lists status: held, %s", h->reason);
}

void doctor_lists_judge(struct diagnosis *d, const struct facts *f,
			const struct source_now *sources, size_t n,
			const struct generations_hold *hold, unsigned current)
{
	size_t well = 0;

	if (hold->kind == HOLD_PIN || hold->kind == HOLD_FREEZE)
		find_hold(d, hold, current);
	for (size_t i = 0; i < n; i++) {
		const struct config_source *s = sources[i].source;

		well += look_at(d, f, s, &sources[i].state);
		find_losses(d, f, s, &sources[i].state);
		if (strncmp(s->url, "http:", 5) == 0 && !*s->sha256 &&
		    !*s->minisign)
			find_unproven(d, s);
	}
	if (n > 0 && well == n)
		diagnosis_add(d, LEVEL_OK, NULL, n == 1 ? "%zu source is "
			      "well" : "%zu sources are well", n);
	else if (n == 0)
		diagnosis_add(d, LEVEL_OK, NULL, "only the catalogue and "
			      "local lists are used");
}

void doctor_lists_check(struct diagnosis *d, struct facts *f)
{
	struct generations_hold hold;
	struct source_now *sources;
	size_t n;

	if (!f->config_ok)
		return;
	generations_hold(f->config.state, &hold);
	sources = source_state_all(&f->config, &n);
	doctor_lists_judge(d, f, sources, n, &hold,
			   generations_current(f->config.state));
	free(sources);
}

/* Whoever asks a resolver of his own choice, encrypted, is judged by the name
 * of what he connects to alone. */
void doctor_lists_resolvers(struct diagnosis *d, struct facts *f)
{
	enum mode mode = config_vendor_mode(&f->config, "encrypted-dns");

	if (!f->config_ok)
		return;
	if (mode == MODE_ENFORCE)
		diagnosis_add(d, LEVEL_OK, NULL, "public encrypted resolvers "
			      "are blocked");
	else
		diagnosis_add(d, LEVEL_NOTE, "cordon vendors enable "
			      "encrypted-dns", "encrypted-dns is %s: clients "
			      "may ask public resolvers by DoH, DoT and DoQ, "
			      "out of cordon's sight", mode_words[mode]);
	diagnosis_evidence(d, "cordon vendors list: encrypted-dns is %s",
			   mode_words[mode]);
}
