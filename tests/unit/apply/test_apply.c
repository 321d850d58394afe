/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table goes from one list to another, whatever is in the way. More of it is
 * in tests/netns/apply.sh, and under traffic in tests/netns/race.sh. */

#include <errno.h>
#include <stdlib.h>

#include "ruleset/nft/object.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink n;

#define LIST "192.0.2.0/24\n2001:db8::/32\n"

/* Applies a list; what came of it stands in `report`. */
static struct apply_report go(const char *block, struct table_distrust d)
{
	static struct made made[2];	/* this one, and the one before */
	static unsigned turn;
	struct table t = kernel_table(&made[turn % 2], block, "");
	struct apply_report report;
	struct fault fault;
	struct verified v = { .wrong = 1 };
	bool done;

	if (turn++ > 0)
		t.before = &made[turn % 2].iv;
	done = apply_table(&t, &n, d, &report, &fault);
	ok(done, "%zu intervals: %s", intervals_total(t.intervals),
	   done ? table_way_words[report.way] : fault.what);
	verify_edition(&v, &n, t.marker.edition, t.intervals, 1000000, 0);
	ok(v.wrong == 0 && v.asked == intervals_total(t.intervals),
	   "  the kernel holds them%s%s", v.first[0] ? ", but " : "",
	   v.first);
	made_end(&made[turn % 2]);
	made[turn % 2] = (struct made) { .g = { .number = 0 } };
	return report;
}

#define TRUST ((struct table_distrust) { .sets = false })

/* How many sets there are. */
static size_t count_sets(void)
{
	struct present p;
	size_t k;

	present_read(&p, &n);
	k = p.sets.n;
	present_done(&p);
	return k;
}

/* And that of connections without data. */
enum { SETS_OF_EDITION = 2 * SET_LARGE, SETS = SETS_OF_EDITION + 1 };

static void test_ways(void)
{
	struct apply_report r = go(LIST, TRUST);
	uint32_t genid;

	ok(r.way == WAY_NEW && r.rules && r.added == 2 && !r.drift,
	   "the first is a new edition");
	is_text(r.detail, "there is no set yet", "because");
	netlink_genid(&n, &genid);
	is_number(r.genid, genid, ": it knows where it left the ruleset");
	r = go(LIST, TRUST);
	ok(r.way == WAY_KEEP && !r.rules && r.transactions == 0 &&
	   r.bytes == 0 && r.asked == 2, ": again: only asked back");
	is_number(r.genid, genid, "nothing was changed");
	r = go(LIST, (struct table_distrust) { .rules = true });
	ok(r.way == WAY_KEEP && r.rules && r.transactions == 1,
	   "rules are written on request");
	r = go(LIST, (struct table_distrust) { .sets = true });
	ok(r.way == WAY_NEW && r.added == 2, ": and sets");
	is_number(count_sets(), SETS, "the old ones are gone");
}

/* Somebody else takes an element out, or puts one in the way: from a list to
 * the next all is mended. */
static void test_drift(void)
{
	struct fault fault;
	struct apply_report r;
	struct present p;

	apply_remove(&n, &fault);
	go(LIST, TRUST);
	present_read(&p, &n);
	kernel_change(&n, p.marker.edition, SET_LISTED, "192.0.2.0/24", NULL,
		      true);
	present_done(&p);
	r = go(LIST, TRUST);
	ok(r.way == WAY_NEW && r.drift, "one was missing: %s", r.detail);
	ok(strstr(r.detail, "lacks 192.0.2.0") != NULL,
	   ": its address is told");
	present_read(&p, &n);
	kernel_change(&n, p.marker.edition, SET_PROTECT, "198.51.100.0/24",
		      NULL, false);
	present_done(&p);
	r = go(LIST, (struct table_distrust) { .sets = true });
	ok(r.way == WAY_NEW, "one that was there too many goes");
}

static void test_left_over(void)
{
	const struct object_chain chain = { .name = "vendor-gone" };
	struct nftset s = { TABLE_NAME, "listed4-99", FAMILY_V4, false };
	struct fault fault;
	struct present p;
	struct batch b;

	apply_remove(&n, &fault);
	go(LIST, TRUST);
	batch_begin(&b, &n);
	object_add_chain(&b, TABLE_NAME, &chain);
	object_add_counter(&b, TABLE_NAME, "vendor-gone");
	nftset_create(&b, &s, "cut off");
	is_number(batch_send(&b, &n), 0, "an apply that was cut off");
	batch_done(&b);
	go(LIST "203.0.113.0/24\n", TRUST);
	present_read(&p, &n);
	ok(!present_has(&p.chains, "vendor-gone") &&
	   !present_has(&p.counters, "vendor-gone") &&
	   !present_has(&p.sets, "listed4-99"), "what it left goes");
	present_done(&p);
}

/* A vendor that has many has a set of its own, and may have fewer again. */
static void test_large(void)
{
	struct buffer list = { 0 };
	struct fault fault;
	struct apply_report r;

	apply_remove(&n, &fault);
	for (unsigned i = 0; i < LARGE_FROM; i++)
		buffer_printf(&list, "10.%u.%u.0/25\n", i >> 8, i & 255);
	r = go(list.p, TRUST);
	is_number(count_sets(), SETS + 2, "sets of its own");
	buffer_printf(&list, "192.0.2.0/24\n");
	r = go(list.p, TRUST);
	is_number(r.way, WAY_DIFFERENCE, ": another");
	r = go(LIST, TRUST);
	is_number(r.way, WAY_NEW, "many fewer");
	is_number(count_sets(), SETS, "no set of its own");
	buffer_done(&list);
}

static void test_remove(void)
{
	struct fault fault;
	struct present p;

	ok(apply_remove(&n, &fault), "the table is removed");
	present_read(&p, &n);
	ok(p.chains.n == 0 && p.sets.n == 0, ": all of it");
	present_done(&p);
	ok(apply_remove(&n, &fault), "removing nothing is no mistake");
}

/* Where nothing can be sent it says so. */
static void test_refused(void)
{
	struct made made;
	struct table t = kernel_table(&made, LIST, "");
	struct fault fault = { .ret = 0 };

	n.most = 100;
	ok(!apply_table(&t, &n, TRUST, NULL, &fault), "no room for anything");
	is_number(fault.ret, -EMSGSIZE, ": is told");
	ok(fault.what[0] != '\0', ": with what it was about: %s", fault.what);
	n.most = 0;
	is_number(count_sets(), 0, ": and nothing is left behind");
	made_end(&made);
}

int main(void)
{
	kernel_begin(&n);
	test_ways();
	test_drift();
	test_left_over();
	test_large();
	test_remove();
	test_refused();
	netlink_close(&n);
	return done_testing();
}
