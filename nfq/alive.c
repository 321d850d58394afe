/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that say that nothing has happened, or what has not been judged. */

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "nfq/alive.h"

static uint64_t counter(const struct table_state *s, const char *name)
{
	for (size_t i = 0; i < s->ncounters; i++)
		if (strcmp(s->counters[i].name, name) == 0)
			return s->counters[i].packets;
	return 0;
}

/* A table made anew counts from 0. */
static uint64_t more(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

static void tell_unjudged(struct notices *to, uint64_t passed,
			  uint64_t refused)
{
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);
	char detail[NOTICE_DETAIL];

	json_text(&j, "outcome", outcome_words[OUTCOME_UNJUDGED]);
	json_number(&j, "passed", passed);
	json_number(&j, "refused", refused);
	snprintf(detail, sizeof(detail), "packets that nobody judged: %llu let "
		 "through, %llu refused", (unsigned long long)passed,
		 (unsigned long long)refused);
	notices_put(to, "unjudged", NOTICE_SELF, detail, &fields);
}

static void tell_alive(struct notices *to, const struct rules *r,
		       const struct alive *a, uint64_t judged)
{
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);
	char detail[NOTICE_DETAIL];

	notice_put_rules(&j, r);
	json_number(&j, "packets", judged);
	json_number(&j, "passed", a->passed);
	json_number(&j, "refused", a->refused);
	snprintf(detail, sizeof(detail), "mode %s, generation %u",
		 mode_words[r->config.mode], r->generation.number);
	notices_put(to, "alive", NOTICE_SELF, detail, &fields);
}

static void look(struct alive *a, struct enforcer *e)
{
	uint64_t passed, refused;
	struct table_state s;

	if (present_state(&s, &e->netlink) < 0)
		return;
	passed = counter(&s, COUNTER_UNJUDGED_PASSED);
	refused = counter(&s, COUNTER_UNJUDGED_REFUSED);
	if (a->known && (more(passed, a->passed) || more(refused, a->refused)))
		tell_unjudged(e->audit->notices, more(passed, a->passed),
			      more(refused, a->refused));
	a->passed = passed;
	a->refused = refused;
	a->known = true;
}

void alive_tick(struct alive *a, struct enforcer *e, const struct workers *w,
		bool last)
{
	const struct rules *r = atomic_load(&e->shared->rules);
	time_t now = clock_boot();
	struct worker_stats stats;

	if (a->known && !last && now - a->looked < ALIVE_LOOK)
		return;
	if (!a->known)
		a->told = now;
	look(a, e);
	a->looked = now;
	if (last || now - a->told < ALIVE_SECONDS)
		return;
	a->told = now;
	workers_stats(w, &stats);
	tell_alive(e->audit->notices, r, a, stats.queue.packets);
}
