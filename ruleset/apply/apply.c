/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what was planned; see apply.h for the ways. */

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "ruleset/apply/apply.h"
#include "ruleset/apply/change.h"
#include "ruleset/nft/object.h"

enum { JITTER_MS = 20 };

static int try(struct change *a)
{
	int ret = present_read(&a->now, a->n);

	if (ret < 0) {
		present_done(&a->now);
		return fault_set(a->fault, ret, "listing table %s",
				 TABLE_NAME);
	}
	plan_make(&a->plan, a->t, a->n, &a->now, a->distrust, false);
	a->report->way = a->plan.way;
	a->report->rules = a->plan.rules;
	a->report->starts = a->t->starts;
	if (a->plan.reason && !a->report->drift)
		snprintf(a->report->detail, sizeof(a->report->detail), "%s",
			 a->plan.reason);
	ret = a->plan.way == WAY_KEEP ? change_keep(a) :
	      a->plan.way == WAY_DIFFERENCE ? change_in_place(a) :
	      change_edition(a);
	plan_done(&a->plan);
	present_done(&a->now);
	return ret;
}

/* Others that were in the way are not to be so again at the same time. */
static void jitter(void)
{
	unsigned char r = 0;
	struct timespec pause;

	if (getrandom(&r, 1, 0) != 1)
		r = 128;
	pause = (struct timespec) { .tv_nsec = r * (JITTER_MS * 1000000L /
						   256) };
	nanosleep(&pause, NULL);
}

bool apply_table(struct table *t, struct netlink *n,
		 struct table_distrust distrust, struct apply_report *report,
		 struct fault *fault)
{
	struct apply_report unread = { .way = WAY_KEEP };
	struct change a = {
		.t = t, .n = n, .fault = fault, .distrust = distrust,
		.report = report ? report : &unread,
	};
	int ret;

	*fault = (struct fault) { .ret = 0 };
	*a.report = (struct apply_report) { .way = WAY_KEEP };
	for (;;) {
		ret = try(&a);
		if ((ret != -ERESTART && ret != -EINTR) ||
		    ++a.tries >= CHANGE_TRIES)
			break;
		if (!a.distrust.sets)
			jitter();
	}
	if (ret == 0)
		*fault = (struct fault) { .ret = 0 };
	fault->ret = ret;
	return ret == 0;
}

int apply_plan(struct table_plan *p, struct table *t, struct netlink *n)
{
	const struct table_distrust trust = { .sets = false };
	struct present now;
	int ret = present_read(&now, n);

	if (ret == 0)
		plan_make(p, t, n, &now, trust, true);
	present_done(&now);
	return ret;
}

bool apply_remove(struct netlink *n, struct fault *fault)
{
	struct batch b;
	int ret;

	batch_begin(&b, n);
	/* Added first: deleting what is not there would fail. */
	object_add_table(&b, TABLE_NAME);
	object_delete_table(&b, TABLE_NAME);
	ret = batch_send(&b, n);
	if (ret < 0)
		fault_set(fault, ret, "%s", b.failed ? b.failed :
			  "the transaction");
	batch_done(&b);
	return ret == 0;
}
