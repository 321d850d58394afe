/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel holds of our table, and of nobody else's. */

#include <linux/netfilter/nf_tables.h>

#include "ruleset/nft/object.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink n;

static void add_table(const char *table, const char *const *chains, size_t k)
{
	struct batch b;

	batch_begin(&b, &n);
	object_add_table(&b, table);
	for (size_t i = 0; i < k; i++)
		object_add_chain(&b, table, &(struct object_chain) {
			.name = chains[i] });
	object_add_counter(&b, table, "c");
	is_number(batch_send(&b, &n), 0, "table %s", table);
	batch_done(&b);
}

static void test_nothing(void)
{
	static const char *const theirs[] = { "forward", MARKER_CHAIN };
	struct table_state s;
	struct present p;

	is_number(present_read(&p, &n), 0, "an empty kernel is read");
	ok(p.genid != 0 && p.chains.n == 0 && p.sets.n == 0 && !p.marked,
	   ": and holds nothing");
	present_done(&p);
	is_number(present_state(&s, &n), 0, ": its state too");
	ok(!s.present && !s.complete && !s.queues && s.ncounters == 0,
	   ": is nothing");
	add_table("cordon2", theirs, 2);
	present_read(&p, &n);
	ok(p.chains.n == 0 && p.counters.n == 0,
	   ": nor is what other tables have");
	present_done(&p);
	present_state(&s, &n);
	ok(!s.present && s.ncounters == 0, "in its state");
}

static void test_half(void)
{
	static const char *const ours[] = { "forward", "x" };
	struct fault fault;
	struct table_state s;
	struct present p;

	add_table(TABLE_NAME, ours, 2);
	present_read(&p, &n);
	ok(p.chains.n == 2 && present_has(&p.chains, "forward") &&
	   present_has(&p.chains, "x") && !present_has(&p.chains, "y") &&
	   !present_has(&p.chains, ""), "chains by their names");
	ok(p.counters.n == 1 && present_has(&p.counters, "c"), "counters");
	ok(!p.marked && p.text[0] == '\0', ": there is no marker");
	present_done(&p);
	present_state(&s, &n);
	ok(s.present && !s.complete && s.ncounters == 1 &&
	   s.counters[0].packets == 0, "a table that is not complete");
	is_text(s.counters[0].name, "c", ": its counter");
	apply_remove(&n, &fault);
}

static void test_table(void)
{
	struct table_state s;
	struct made made;
	struct table t = kernel_table(&made, "192.0.2.0/24\n", "");
	struct fault fault;
	struct present p, later;

	kernel_apply(&t, &n);
	present_read(&p, &n);
	ok(p.marked && marker_equal(&p.marker, &t.marker),
	   "the marker is read as it was written: %s", p.text);
	ok(present_has(&p.sets, "listed4-1") &&
	   present_has(&p.sets, "exempt6-1") &&
	   !present_has(&p.sets, "large-a4-1"), "the sets");
	present_state(&s, &n);
	ok(s.present && s.complete && !s.queues, "complete, without queues");
	is_text(s.generation, p.text, ": with its marker");

	kernel_change(&n, 1, SET_LISTED, "192.0.2.0/24", NULL, true);
	present_read(&later, &n);
	ok(later.genid != p.genid && later.marked,
	   "a change by others shows in the number of the ruleset alone");
	present_done(&later);
	present_done(&p);

	t.judging = true;
	kernel_apply(&t, &n);
	present_state(&s, &n);
	ok(s.queues, "rules that queue");
	apply_remove(&n, &fault);
	present_state(&s, &n);
	ok(!s.present && !s.generation[0], ": it is gone");
	made_end(&made);
}

int main(void)
{
	kernel_begin(&n);
	test_nothing();
	test_half();
	test_table();
	netlink_close(&n);
	return done_testing();
}
