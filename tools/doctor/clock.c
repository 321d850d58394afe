/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of the clock. */

#include <stdlib.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/moment.h"
#include "tools/doctor/clock.h"

void doctor_clock_judge(struct diagnosis *d, const struct facts *f,
			const struct witness *w)
{
	char here[MOMENT_TEXT], there[MOMENT_TEXT];

	moment_format(f->now, here);
	moment_format(w->made, there);
	if (witness_belies(w, f->now))
		diagnosis_add(d, LEVEL_FAIL, "timedatectl set-ntp true; "
			      "without a network, date -s", "the clock says "
			      "%s, but %s is of %s: exceptions, refreshes and "
			      "certificates go by the clock", here, w->what,
			      there);
	else
		diagnosis_add(d, LEVEL_OK, NULL, "the clock says %s, after "
			      "all that was written", here);
	diagnosis_evidence(d, "date: %s; the newest of what is known, %s: %s",
			   here, w->what ? w->what : "nothing", there);
}

void doctor_clock_ask_catalogue(struct witness *w, const struct facts *f)
{
	jsontree_each(v, jsontree_at(f->status, "vendors")) {
		struct tm tm = { 0 };
		char *what;

		if (!strptime(jsontree_text(v, "as_of"), "%Y-%m-%d", &tm))
			continue;
		what = xasprintf("the catalogue's entry of %s",
				 jsontree_text(v, "id"));
		witness_take(w, what, timegm(&tm));
		free(what);
	}
}

void doctor_clock_check(struct diagnosis *d, struct facts *f)
{
	struct witness w;

	witness_ask(&w, f->a->config, &f->config);
	doctor_clock_ask_catalogue(&w, f);
	doctor_clock_judge(d, f, &w);
	witness_done(&w);
}
