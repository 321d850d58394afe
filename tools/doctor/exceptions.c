/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of exceptions. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/duration.h"
#include "lib/plural.h"
#include "tools/doctor/exceptions.h"

/* Seconds before an exception's end at which it is told of. */
enum { SOON = 24 * 3600 };

static void find_broken(struct diagnosis *d, const struct facts *f,
			const struct fault *mistake)
{
	char *fix = xasprintf("mend it: ${EDITOR:-vi} '%s/exceptions.conf'; "
			      "then cordon reload", f->config.state);
	char text[FAULT_TEXT];

	diagnosis_add(d, LEVEL_FAIL, fix, "the register of exceptions cannot "
		      "be read: its exceptions do not count");
	diagnosis_evidence(d, "%s", fault_text(mistake, text));
	free(fix);
}

static void find_ending(struct diagnosis *d, const struct exception *e,
			time_t left)
{
	char text[DURATION_TEXT], fix[128];

	snprintf(fix, sizeof(fix), "cordon except extend %s --for 30d", e->id);
	diagnosis_add(d, LEVEL_NOTE, fix, "exception %s of %s ends in %s",
		      e->id, e->owner, duration_format((uint64_t)left, text));
	diagnosis_evidence(d, "cordon except list: %s until %s", e->id,
			   e->until);
}

void doctor_exceptions_judge(struct diagnosis *d, const struct facts *f,
			     const struct exceptions *all,
			     const struct fault *mistake)
{
	size_t before = d->n;

	if (fault_any(mistake))
		find_broken(d, f, mistake);
	for (size_t i = 0; i < all->nactive; i++)
		if (all->active[i]->end - f->now <= SOON)
			find_ending(d, all->active[i],
				    all->active[i]->end - f->now);
	if (d->n == before)
		diagnosis_add(d, LEVEL_OK, NULL, "%zu exception%s in force, "
			      "none ends within a day", all->nactive,
			      plural((long long)all->nactive));
}

void doctor_exceptions_check(struct diagnosis *d, struct facts *f)
{
	struct conf_report report = { .errors = 0 };
	const struct fault none = { .ret = 0 };
	struct exceptions all;
	bool read;

	if (!f->config_ok)
		return;
	if (register_is_hidden(&exceptions_register, f->config.state)) {
		diagnosis_add(d, LEVEL_SKIP, NULL, "the register of exceptions "
			      "is for root to read");
		return;
	}
	read = exceptions_read(&all, f->config.state, f->now, &report);
	doctor_exceptions_judge(d, f, &all, read ? &none : &report.first);
	exceptions_done(&all);
	conf_report_done(&report);
}
