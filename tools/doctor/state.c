/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of disk, clock and exceptions. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/units.h"
#include "ruleset/config/exception.h"
#include "ruleset/generation/generations.h"
#include "tools/cli/client.h"
#include "tools/doctor/doctor.h"

/* Seconds before an exception's end at which it is told of; and by which
 * clocks of two machines may differ. */
enum { SOON = 24 * 3600, SLACK = 120 };

void doctor_check_state(struct doctor *d)
{
	if (!d->config_ok)
		return;
	if (!doctor_finds_disk(d, d->config.state, "du -xah / | sort -h | "
			       "tail, and remove what is not needed: without "
			       "room no new lists, exceptions or modes are "
			       "kept"))
		doctor_find(d, LEVEL_OK, NULL, "%s has room",
			    d->config.state);
}

/* --- the clock ------------------------------------------------------- */

/* Something that was made before now, if the clock is right. */
struct witness {
	char *what;
	time_t made;
};

static void ask_file(struct witness *w, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || st.st_mtime <= w->made)
		return;
	free(w->what);
	*w = (struct witness) { xstrdup(path), st.st_mtime };
}

/* The catalogue was right at a day, "2026-09-20"; in UTC. */
static void ask_catalogue(struct witness *w, const struct doctor *d)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(d->status, "vendors"), i, v) {
		struct tm tm = { 0 };
		time_t made;

		if (!strptime(client_text(v, "as_of"), "%Y-%m-%d", &tm) ||
		    (made = timegm(&tm)) <= w->made)
			continue;
		free(w->what);
		*w = (struct witness) { xasprintf("the catalogue's entry of "
					"%s", client_text(v, "id")), made };
	}
}

void doctor_check_clock(struct doctor *d)
{
	struct witness w = { .made = 0 };
	char here[MOMENT_TEXT], there[MOMENT_TEXT];
	char *x = xasprintf("%s/exceptions.conf", d->config.state);
	time_t now = time(NULL);

	ask_file(&w, d->a->config);
	ask_file(&w, d->config.state);
	ask_file(&w, d->config.log.file);
	ask_file(&w, x);
	ask_catalogue(&w, d);
	free(x);
	moment_format(now, here);
	moment_format(w.made, there);
	if (now + SLACK < w.made)
		doctor_find(d, LEVEL_FAIL, "timedatectl set-ntp true; without "
			    "a network, date -s", "the clock says %s, but %s "
			    "is of %s: exceptions, refreshes and certificates "
			    "go by the clock", here, w.what, there);
	else
		doctor_find(d, LEVEL_OK, NULL, "the clock says %s, after all "
			    "that was written", here);
	doctor_evidence(d, "date: %s; the newest of what is known, %s: %s",
			here, w.what ? w.what : "nothing", there);
	free(w.what);
}

/* --- exceptions ------------------------------------------------------ */

static void find_broken(struct doctor *d, const struct fault *mistake)
{
	char *fix = xasprintf("mend it: ${EDITOR:-vi} '%s/exceptions.conf'; "
			      "then cordon reload", d->config.state);
	char text[FAULT_TEXT];

	doctor_find(d, LEVEL_FAIL, fix, "the register of exceptions cannot be "
		    "read: its exceptions do not count");
	doctor_evidence(d, "%s", fault_text(mistake, text));
	free(fix);
}

void doctor_check_exceptions(struct doctor *d)
{
	struct conf_report report = { .errors = 0 };
	time_t now = time(NULL);
	size_t before = d->n;
	struct exceptions x;

	if (!d->config_ok)
		return;
	if (!exceptions_read(&x, d->config.state, now, &report))
		find_broken(d, &report.first);
	for (size_t i = 0; i < x.nactive; i++) {
		const struct exception *e = x.active[i];
		char left[DURATION_TEXT], fix[128];

		if (e->end - now > SOON)
			continue;
		snprintf(fix, sizeof(fix), "cordon except extend %s --for 30d",
			 e->id);
		doctor_find(d, LEVEL_NOTE, fix, "exception %s of %s ends in "
			    "%s", e->id, e->owner, duration_format((uint64_t)
			    (e->end - now), left));
		doctor_evidence(d, "cordon except list: %s until %s", e->id,
				e->until);
	}
	if (d->n == before)
		doctor_find(d, LEVEL_OK, NULL, "%zu exceptions in force, none "
			    "ends within a day", x.nactive);
	exceptions_done(&x);
	conf_report_done(&report);
}
