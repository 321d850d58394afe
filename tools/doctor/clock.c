/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of the clock. */

#include <stdlib.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/moment.h"
#include "tools/doctor/clock.h"

/* Seconds by which clocks of two machines may differ. */
enum { SLACK = 120 };

void doctor_clock_judge(struct diagnosis *d, const struct facts *f,
			const struct witness *w)
{
	char here[MOMENT_TEXT], there[MOMENT_TEXT];

	moment_format(f->now, here);
	moment_format(w->made, there);
	if (f->now + SLACK < w->made)
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

static void ask_file(struct witness *w, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || st.st_mtime <= w->made)
		return;
	free(w->what);
	*w = (struct witness) { xstrdup(path), st.st_mtime };
}

void doctor_clock_ask_catalogue(struct witness *w, const struct facts *f)
{
	jsontree_each(v, jsontree_at(f->status, "vendors")) {
		struct tm tm = { 0 };
		time_t made;

		if (!strptime(jsontree_text(v, "as_of"), "%Y-%m-%d", &tm) ||
		    (made = timegm(&tm)) <= w->made)
			continue;
		free(w->what);
		*w = (struct witness) { xasprintf("the catalogue's entry of "
					"%s", jsontree_text(v, "id")), made };
	}
}

void doctor_clock_check(struct diagnosis *d, struct facts *f)
{
	char *x = xasprintf("%s/exceptions.conf", f->config.state);
	struct witness w = { .made = 0 };

	ask_file(&w, f->a->config);
	ask_file(&w, f->config.state);
	ask_file(&w, f->config.log.file);
	ask_file(&w, x);
	doctor_clock_ask_catalogue(&w, f);
	doctor_clock_judge(d, f, &w);
	free(w.what);
	free(x);
}
