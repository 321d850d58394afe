/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the enforcer decides, without a kernel. */

#include "nfq/enforcer.h"
#include "tests/unit/tap.h"

static void test_duty(void)
{
	struct enforcer x = { .unseen = false };

	is_number(enforcer_duty(&x), DUTY_NONE, ": nothing to do");
	x.unseen = true;
	is_number(enforcer_duty(&x), DUTY_LOOK, "what nobody watched is "
		  "looked at");
	x.distrust.sets = true;
	is_number(enforcer_duty(&x), DUTY_REPAIR, "what others changed is "
		  "repaired, whatever else");
	x = (struct enforcer) { .distrust.rules = true };
	is_number(enforcer_duty(&x), DUTY_REPAIR, "rules, too");
}

static void test_table(void)
{
	struct rules r = { .config.flowtable = true };
	struct enforcer x = {
		.queues = { 500, 3 },
		.kernel = { .native_queue = true, .fib = true },
	};
	struct table t = enforcer_table(&x, &r, true);

	ok(t.config == &r.config && t.intervals == &r.intervals &&
	   t.exceptions == &r.exceptions && t.wan == &x.wan,
	   "a table of these rules");
	ok(t.judging && t.native_queue && t.fib && t.queues.first == 500 &&
	   t.queues.workers == 3, "with these queues, in the kernel's way");
	ok(!t.fastpath, "no flowtable where the kernel has none");
	x.kernel.flowtable = true;
	ok(enforcer_table(&x, &r, true).fastpath, "one where it has");
	r.config.flowtable = false;
	ok(!enforcer_table(&x, &r, true).fastpath, "if that is wanted");
	ok(!enforcer_table(&x, &r, false).judging,
	   ": and queues only to judge");
}

int main(void)
{
	test_duty();
	test_table();
	return done_testing();
}
