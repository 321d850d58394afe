/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One transaction of a change. */

#include <errno.h>

#include "ruleset/apply/change.h"
#include "ruleset/nft/nftset.h"
#include "ruleset/nft/object.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/fastpath.h"
#include "ruleset/table/table.h"

enum { INSIST_TRIES = 3 };	/* of CHANGE_TRIES */

uint32_t change_insist(const struct change *a)
{
	return a->tries < INSIST_TRIES ? a->now.genid : 0;
}

/* What is known by a refused message. */
static int fail(struct change *a, const struct batch *b, int ret)
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
static int settle(struct change *a, int ret)
{
	bool done = false;

	present_done(&a->now);
	if (present_read(&a->now, a->n) == 0)
		done = a->now.marked &&
		       marker_equal(&a->now.marker, &a->t->marker);
	return done ? 0 : ret == -ETIMEDOUT ? ret : -ERESTART;
}

int change_commit(struct change *a, struct batch *b, uint32_t genid)
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

bool change_delete_left_over(const struct change *a, struct batch *b)
{
	const struct present *now = &a->now;
	const struct table *t = a->t;
	uint32_t before = b->seq;

	for (size_t i = 0; i < now->sets.n; i++)
		if (!table_has_set(t, now->sets.items[i]))
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

void change_put_marker(struct change *a, struct batch *b)
{
	a->t->has_fastpath = present_has(&a->now.flowtables, FASTPATH);
	table_mark(a->t, b);
}
