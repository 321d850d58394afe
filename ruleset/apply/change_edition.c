/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A new edition of the sets, filled before the rules lead to it. */

#include <errno.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ruleset/apply/change.h"
#include "ruleset/apply/fill.h"
#include "ruleset/apply/verify.h"
#include "ruleset/table/table.h"

enum { EARLY_MOST = 20000 };	/* intervals that come first */

/* Until no packet is on its way through the old rules any more: the old set's
 * elements count as gone as soon as a transaction deletes them. */
static void wait_for_packets(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

/* The old edition, which no rule refers to any more. What cannot be deleted
 * now is left over for the next time. */
static void delete_old(struct change *a)
{
	uint32_t genid = a->report->genid;
	struct batch b;

	batch_begin_at(&b, a->n, genid);
	if (!change_delete_left_over(a, &b)) {
		batch_done(&b);
		return;
	}
	wait_for_packets();
	a->report->bytes += b.out.len;
	a->report->transactions++;
	a->report->genid = batch_send(&b, a->n) == 0 ?
			   netlink_genid_next(genid) : 0;
	batch_done(&b);
}

/* The rules go to the new edition. Others may have changed the ruleset while
 * it was filled, but must not do so between reading and this. */
static int switch_rules(struct change *a)
{
	uint32_t genid;
	struct batch b;
	int ret;

	present_done(&a->now);
	ret = present_read(&a->now, a->n);
	if (ret < 0)
		return ret;
	genid = change_insist(a);
	batch_begin_at(&b, a->n, genid);
	table_prepare(a->t, &b);
	table_switch(a->t, &b);
	change_put_marker(a, &b);
	return change_commit(a, &b, genid);
}

/* Asks a new edition back; what is wrong with it is no drift. */
static int ask_edition(struct change *a, size_t all, size_t sample)
{
	struct verified v;
	int ret = verify_edition(&v, a->n, a->t->marker.edition,
				 a->t->intervals, all, sample);

	a->report->asked += v.asked;
	if (ret == 0 && v.wrong > 0)
		ret = fault_set(a->fault, -EIO, "%s", v.first);
	return ret == -ENOENT ? -ERESTART : ret;
}

/* In a hurry most is asked back when it is in force already. */
static int new_edition(struct change *a, bool hurry)
{
	struct fill f;
	int ret;

	ret = fill_edition(&f, a->t, a->n, a->fault);
	a->report->bytes += f.bytes;
	a->report->transactions += f.transactions;
	/* Somebody removed the table, or the answer was lost. */
	if (ret == -ENOENT || ret == -ENOBUFS || ret == -EEXIST)
		return -ERESTART;
	if (ret == 0)
		ret = hurry ? ask_edition(a, VERIFY_GLANCE, VERIFY_GLANCE) :
			      ask_edition(a, VERIFY_ALL, VERIFY_SAMPLE);
	if (ret < 0)
		return ret;
	do {
		ret = switch_rules(a);
	} while (ret == -ERESTART && ++a->tries < CHANGE_TRIES);
	if (ret < 0)
		return ret;
	delete_old(a);
	return hurry ? ask_edition(a, VERIFY_ALL, VERIFY_SAMPLE) : 0;
}

/* The intervals of chains that have fewer than this. */
static size_t below(const struct intervals *iv, size_t limit)
{
	size_t n = 0;

	for (size_t i = 0; i < iv->nchains; i++)
		if (iv->chains[i].intervals < limit)
			n += iv->chains[i].intervals;
	return n;
}

/* Large vendors wait: something in force at once is more than nothing. Returns
 * whether any does. */
static bool leave_out_large(const struct intervals *iv)
{
	size_t limit = 1;
	bool any = false;

	while (limit <= EARLY_MOST && below(iv, 2 * limit) <= EARLY_MOST)
		limit *= 2;
	for (size_t i = 0; i < iv->nchains; i++) {
		iv->chains[i].left_out = iv->chains[i].intervals >= limit;
		any = any || iv->chains[i].left_out;
	}
	return any;
}

static void leave_out_none(const struct intervals *iv)
{
	for (size_t i = 0; i < iv->nchains; i++)
		iv->chains[i].left_out = false;
}

int change_edition(struct change *a)
{
	char sets[INTERVALS_DIGEST_TEXT];
	int ret = 0;

	memcpy(sets, a->t->marker.sets, sizeof(sets));
	if (a->plan.early && leave_out_large(a->t->intervals)) {
		/* The marker must not say that all is there. */
		a->t->marker.sets[0] = '\0';
		ret = new_edition(a, true);
		a->t->marker.edition++;
	}
	leave_out_none(a->t->intervals);
	memcpy(a->t->marker.sets, sets, sizeof(sets));
	if (ret == 0)
		ret = new_edition(a, a->now.sets.n == 0);
	a->report->added = a->plan.intervals;
	return ret;
}
