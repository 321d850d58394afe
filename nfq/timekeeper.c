/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the clock with what was written already, now and then. */

#include <stdio.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "nfq/timekeeper.h"
#include "ruleset/generation/witness.h"

enum { LOOK_SECONDS = 30 };

static void tell_behind(struct timekeeper *t, struct audit *audit,
			const struct witness *w, time_t now)
{
	char here[MOMENT_TEXT], there[MOMENT_TEXT];

	snprintf(t->why, sizeof(t->why), "it says %s, but %.90s is of %s",
		 moment_format(now, here), w->what,
		 moment_format(w->made, there));
	if (t->behind)
		return;
	warnx("the clock is wrong: %s; exceptions that were made later do not "
	      "count", t->why);
	audit_write(audit, "clock", AUDIT_SELF, "wrong: %s", t->why);
}

void timekeeper_tick(struct timekeeper *t, struct audit *audit,
		     const char *path, const struct config *c)
{
	time_t now = time(NULL), boot = clock_boot();
	struct witness w;
	bool behind;

	if (t->looked && boot - t->looked < LOOK_SECONDS)
		return;
	t->looked = boot;
	witness_ask(&w, path, c);
	behind = witness_belies(&w, now);
	if (behind) {
		tell_behind(t, audit, &w, now);
	} else if (t->behind) {
		info("the clock is right again");
		audit_write(audit, "clock", AUDIT_SELF, "right again");
	}
	t->behind = behind;
	witness_done(&w);
}
