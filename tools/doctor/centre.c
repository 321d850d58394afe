/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of the way to the centre. */

#include <inttypes.h>

#include "lib/duration.h"
#include "lib/plural.h"
#include "tools/doctor/centre.h"

static void find_error(struct diagnosis *d, const struct lag *l)
{
	diagnosis_add(d, LEVEL_FAIL, "cordon ship --once, when what it says "
		      "is mended", "the centre does not take the log: %s",
		      l->arrived.error);
	diagnosis_evidence(d, "%" PRIu64 " line%s behind", l->behind,
			   plural((long long)l->behind));
}

static void find_silent(struct diagnosis *d, const struct lag *l, time_t now)
{
	char age[DURATION_TEXT];

	diagnosis_add(d, LEVEL_FAIL, "systemctl enable --now cordon-ship",
		      "nobody sends the log to the centre");
	if (!l->tried)
		diagnosis_evidence(d, "it never was, or what was remembered "
				   "of it cannot be read");
	else
		diagnosis_evidence(d, "it was tried last %s ago",
				   duration_format((uint64_t)
				   (now - l->arrived.tried), age));
}

/* What is behind may still come: as long as rounds go well it does. */
void doctor_centre_judge(struct diagnosis *d, const struct config *c,
			 const struct lag *l, time_t now)
{
	if (!l->url)
		diagnosis_add(d, LEVEL_OK, NULL, "there is no centre to send "
			      "the log to");
	else if (lag_is_silent(l, c, now))
		find_silent(d, l, now);
	else if (*l->arrived.error)
		find_error(d, l);
	else
		diagnosis_add(d, LEVEL_OK, NULL, "the centre takes the log, "
			      "%" PRIu64 " line%s behind", l->behind,
			      plural((long long)l->behind));
	if (l->url && l->arrived.missing > 0) {
		diagnosis_add(d, LEVEL_WARN, "keep sealed files that wait for "
			      "it: \"hold\" of \"centre\" in cordon.conf(5)",
			      "%" PRIu64 " line%s never will be at the centre",
			      l->arrived.missing,
			      plural((long long)l->arrived.missing));
		diagnosis_evidence(d, "no file has these numbers any more; "
				   "cordon log verify --fleet names them");
	}
}

void doctor_centre_check(struct diagnosis *d, struct facts *f)
{
	struct lag l;

	if (!f->config_ok)
		return;
	lag_read(&l, &f->config);
	doctor_centre_judge(d, &f->config, &l, f->now);
	lag_done(&l);
}
