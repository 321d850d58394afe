/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what was planned; see apply.h for the ways. */

#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ruleset/apply/apply.h"
#include "ruleset/apply/fill.h"
#include "ruleset/apply/verify.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/fastpath.h"
#include "ruleset/table/table.h"

enum {
	TRIES = 6,		/* that others change the ruleset meanwhile */
	TRIES_AT = 3,		/* of them, so many insist that they do not */
	JITTER_MS = 20,
	EARLY_MOST = 20000,	/* intervals that come first */
};

/* One change, from the first try to the last. */
struct apply {
	struct table *t;
	struct netlink *n;
	struct fault *fault;
	struct apply_report *report;
	struct table_distrust distrust;
	unsigned tries;

	struct present now;
	struct table_plan plan;
};

/* --- one transaction ------------------------------------------------- */

/* Where the ruleset has to stand for a transaction; after some tries that
 * somebody else spoilt, anywhere: what has changed refuses by itself. */
static uint32_t insist(const struct apply *a)
{
	return a->tries < TRIES_AT ? a->now.genid : 0;
}

/* What is known by a refused message. */
static int fail(struct apply *a, const struct batch *b, int ret)
{
	struct address key;
	char text[ADDRESS_TEXT];

	return fault_set(a->fault, ret, "%s%s%s",
			 b->failed ? b->failed : "the transaction",
			 nftset_refused(b->refused, &key) ? ", " : "",
			 nftset_refused(b->refused, &key) ?
			 address_format(&key, text) : "");
}

/* The answer is lost: was it done? The marker tells. */
static int settle(struct apply *a, int ret)
{
	bool done = false;

	present_done(&a->now);
	if (present_read(&a->now, a->n) == 0)
		done = a->now.marked &&
		       marker_equal(&a->now.marker, &a->t->marker);
	return done ? 0 : ret == -ETIMEDOUT ? ret : -ERESTART;
}

/* Sends a batch that was begun at `genid` and ends with the marker. */
static int commit(struct apply *a, struct batch *b, uint32_t genid)
{
	int ret = batch_send(b, a->n);

	a->report->bytes += b->out.len;
	a->report->transactions++;
	a->report->genid = genid ? netlink_genid_next(genid) : 0;
	if (ret == -ENOBUFS || ret == -ETIMEDOUT) {
		ret = settle(a, ret);
		a->report->genid = 0;
	}
	if (ret < 0)
		fail(a, b, ret);
	batch_done(b);
	return ret;
}

/* What is not of this table: of an earlier one, or an apply that was cut
 * off. True if there was any. */
static bool delete_left_over(const struct apply *a, struct batch *b)
{
	const struct present *now = &a->now;
	const struct table *t = a->t;
	uint32_t before = b->seq;

	for (size_t i = 0; i < now->sets.n; i++)
		if (!edition_has(t->marker.edition, now->sets.items[i]))
			nftset_delete(b, TABLE_NAME, now->sets.items[i]);
	/* One may lead to another: none can go that is led to. */
	for (size_t i = 0; i < now->chains.n; i++)
		if (!table_has_chain(t, now->chains.items[i]))
			object_flush_chain(b, TABLE_NAME,
					   now->chains.items[i]);
	for (size_t i = 0; i < now->chains.n; i++)
		if (!table_has_chain(t, now->chains.items[i]))
			object_delete_chain(b, TABLE_NAME,
					    now->chains.items[i]);
	for (size_t i = 0; i < now->counters.n; i++)
		if (!table_has_counter(t, now->counters.items[i]))
			object_delete_counter(b, TABLE_NAME,
					      now->counters.items[i]);
	return b->seq != before;
}

/* The end of every transaction that changes something. */
static void put_marker(struct apply *a, struct batch *b)
{
	a->t->has_fastpath = present_has(&a->now.flowtables, FASTPATH);
	table_mark(a->t, b);
}

/* --- in place -------------------------------------------------------- */

static void drift(struct apply *a, const char *what)
{
	a->report->drift = true;
	a->distrust.sets = true;
	snprintf(a->report->detail, sizeof(a->report->detail), "%s", what);
}

/* Asks back, before anything relies on the marker and after a change. */
static int ask_back(struct apply *a, bool changed)
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

static void put_difference(struct apply *a, struct batch *b, bool remove)
{
	for_each_set(set, f) {
		const struct changes *c = &a->plan.difference.sets[set][f];

		fill_list(b, a->t->marker.edition, set, f,
			  remove ? &c->removed : &c->added, remove);
	}
}

static int change_in_place(struct apply *a)
{
	uint32_t genid = insist(a);
	struct batch b;
	int ret;

	batch_begin_at(&b, a->n, genid);
	if (a->plan.rules)
		table_prepare(a->t, &b);
	put_difference(a, &b, true);
	put_difference(a, &b, false);
	if (a->plan.rules)
		table_switch(a->t, &b);
	delete_left_over(a, &b);
	put_marker(a, &b);
	ret = commit(a, &b, genid);
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

static int keep(struct apply *a)
{
	int ret = ask_back(a, false);

	if (ret < 0)
		return ret;
	if (a->plan.rules || a->plan.marker)
		return change_in_place(a);
	a->report->genid = a->now.genid;
	return 0;
}

/* --- a new edition --------------------------------------------------- */

/* Until no packet is on its way through the old rules any more: the old set's
 * elements count as gone as soon as a transaction deletes them. */
static void wait_for_packets(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

/* The old edition, which no rule refers to any more. What cannot be deleted
 * now is left over for the next time. */
static void delete_old(struct apply *a)
{
	uint32_t genid = a->report->genid;
	struct batch b;

	batch_begin_at(&b, a->n, genid);
	if (!delete_left_over(a, &b)) {
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
static int switch_rules(struct apply *a)
{
	uint32_t genid;
	struct batch b;
	int ret;

	present_done(&a->now);
	ret = present_read(&a->now, a->n);
	if (ret < 0)
		return ret;
	genid = insist(a);
	batch_begin_at(&b, a->n, genid);
	table_prepare(a->t, &b);
	table_switch(a->t, &b);
	put_marker(a, &b);
	return commit(a, &b, genid);
}

/* Asks a new edition back; what is wrong with it is no drift. */
static int ask_edition(struct apply *a, size_t all, size_t sample)
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
static int new_edition(struct apply *a, bool hurry)
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
	} while (ret == -ERESTART && ++a->tries < TRIES);
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

static int change_edition(struct apply *a)
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

/* --- all of it ------------------------------------------------------- */

static int try(struct apply *a)
{
	int ret = present_read(&a->now, a->n);

	if (ret < 0) {
		present_done(&a->now);
		return fault_set(a->fault, ret, "listing table %s",
				 TABLE_NAME);
	}
	table_plan_make(&a->plan, a->t, a->n, &a->now, a->distrust, false);
	a->report->way = a->plan.way;
	a->report->rules = a->plan.rules;
	if (a->plan.reason && !a->report->drift)
		snprintf(a->report->detail, sizeof(a->report->detail), "%s",
			 a->plan.reason);
	ret = a->plan.way == WAY_KEEP ? keep(a) :
	      a->plan.way == WAY_DIFFERENCE ? change_in_place(a) :
	      change_edition(a);
	table_plan_done(&a->plan);
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

bool table_apply(struct table *t, struct netlink *n,
		 struct table_distrust distrust, struct apply_report *report,
		 struct fault *fault)
{
	struct apply_report unread = { .way = WAY_KEEP };
	struct apply a = {
		.t = t, .n = n, .fault = fault, .distrust = distrust,
		.report = report ? report : &unread,
	};
	int ret;

	*fault = (struct fault) { .ret = 0 };
	*a.report = (struct apply_report) { .way = WAY_KEEP };
	for (;;) {
		ret = try(&a);
		if ((ret != -ERESTART && ret != -EINTR) || ++a.tries >= TRIES)
			break;
		if (!a.distrust.sets)
			jitter();
	}
	if (ret == 0)
		*fault = (struct fault) { .ret = 0 };
	fault->ret = ret;
	return ret == 0;
}

int table_plan(struct table_plan *p, struct table *t, struct netlink *n)
{
	const struct table_distrust trust = { .sets = false };
	struct present now;
	int ret = present_read(&now, n);

	if (ret == 0)
		table_plan_make(p, t, n, &now, trust, true);
	present_done(&now);
	return ret;
}

bool table_remove(struct netlink *n, struct fault *fault)
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
