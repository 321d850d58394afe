/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single intervals come and go, and the sets stay. */

#include <errno.h>
#include <stdio.h>

#include "ruleset/apply/change.h"
#include "ruleset/apply/fill.h"
#include "ruleset/apply/verify.h"
#include "ruleset/table/table.h"

static void drift(struct change *a, const char *what)
{
	a->report->drift = true;
	a->distrust.sets = true;
	snprintf(a->report->detail, sizeof(a->report->detail), "%s", what);
}

/* Asks back, before anything relies on the marker and after a change. */
static int ask_back(struct change *a, bool changed)
{
	unsigned edition = a->t->marker.edition;
	const struct difference *d = &a->plan.difference;
	struct verified v;
	int ret;

	if (changed)
		ret = verify_difference(&v, a->n, edition, d);
	else
		ret = verify_edition(&v, a->n, edition, a->t->intervals,
				     VERIFY_GLANCE, VERIFY_GLANCE);
	/* The set is gone, or another has just changed the ruleset. */
	if (ret == -ENOENT || ret == -EINTR)
		return -ERESTART;
	if (ret < 0)
		return fault_set(a->fault, ret, "asking the sets back");
	a->report->asked += v.asked;
	if (v.wrong == 0)
		return 0;
	drift(a, v.first);
	return -ERESTART;
}

static void put_difference(struct change *a, struct batch *b, bool remove)
{
	for_each_set(set, f) {
		const struct changes *c = &a->plan.difference.sets[set][f];

		fill_list(b, a->t->marker.edition, set, f,
			  remove ? &c->removed : &c->added, remove);
	}
}

int change_in_place(struct change *a)
{
	uint32_t genid = change_insist(a);
	struct batch b;
	int ret;

	batch_begin_at(&b, a->n, genid);
	if (a->plan.rules)
		table_prepare(a->t, &b);
	put_difference(a, &b, true);
	put_difference(a, &b, false);
	if (a->plan.rules)
		table_switch(a->t, &b);
	change_delete_left_over(a, &b);
	change_put_marker(a, &b);
	ret = change_commit(a, &b, genid);
	if (ret == -EEXIST || ret == -ENOENT || ret == -ENOTEMPTY ||
	    ret == -EMSGSIZE) {
		if (ret == -EMSGSIZE)
			a->distrust.sets = true;
		else
			drift(a, a->fault->what);
		return -ERESTART;
	}
	if (ret < 0)
		return ret;
	a->report->added = a->plan.difference.added;
	a->report->removed = a->plan.difference.removed;
	return ask_back(a, true);
}

int change_keep(struct change *a)
{
	int ret = ask_back(a, false);

	if (ret < 0)
		return ret;
	if (a->plan.rules || a->plan.marker)
		return change_in_place(a);
	a->report->genid = a->now.genid;
	return 0;
}
