/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's table follows the rules, whatever others do: in a network
 * namespace of this test's own. */

#include <linux/netfilter/nf_tables.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "nfq/enforcer.h"
#include "ruleset/nft/object.h"
#include "ruleset/nft/uplink.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink other;	/* another program's */
static struct shared shared;
static struct audit audit;
static struct enforcer e;

static struct rules *rules_with(const char *settings)
{
	const char *own = scratch();
	struct conf_report report = { .errors = 0 };
	struct buffer text = { 0 };
	struct rules *r;

	buffer_printf(&text, "catalogue = \"ruleset/vendors\";\n"
		      "local_catalogue = \"%s/vendors\";\nstate = \"%s\";\n"
		      "block_list = \"%s/block.list\";\n"
		      "allow_list = \"%s/allow.list\";\n"
		      "protect_list = \"%s/protect.list\";\n"
		      "mode = \"enforce\"; %s\n",
		      own, own, own, own, own, settings);
	scratch_put("cordon.conf", text.p);
	buffer_done(&text);
	r = rules_load(scratch_in("cordon.conf"), RULES_UPDATE, NULL, &report);
	if (!r)
		give_up("%s", report.text.p);
	conf_report_done(&report);
	return r;
}

static struct table_state state(void)
{
	struct table_state s;

	if (present_state(&s, &other) < 0)
		give_up("cannot read the table");
	return s;
}

/* As the main thread does it. */
static void turn(void)
{
	struct pollfd fds[ENFORCER_FDS];

	enforcer_fds(&e, fds);
	poll(fds, ENFORCER_FDS, 100);
	enforcer_handle(&e, fds);
}

static unsigned audited(const char *what)
{
	struct buffer text = { 0 };
	unsigned n = 0;

	file_read(audit.file.path, SIZE_MAX, &text);
	for (const char *p = text.p; p && (p = strstr(p, what)); p++)
		n++;
	buffer_done(&text);
	return n;
}

static void begin(void)
{
	struct handover nothing = { .n = 0 };
	char path[160], text[FAULT_TEXT];
	struct fault fault;

	snprintf(path, sizeof(path), "%s/events.json", scratch());
	audit_open(&audit, path);
	atomic_store(&shared.rules, rules_with("wan = [ \"up0\" ];"));
	enforcer_open(&e, &shared, &(struct queues) { 7100, 2 }, &audit,
		      &nothing);
	ok(enforcer_begin(&e, &fault), "the first table is applied");
	if (fault_any(&fault))
		diag("%s", fault_text(&fault, text));
	ok(state().complete && state().queues, ": it is whole, and queues");
	ok(e.wan.n == 1, ": and knows what leads out");
}

static void test_repair(void)
{
	struct fault fault;

	turn();
	is_number(e.repairs, 0, "what it did itself is no reason");
	apply_remove(&other, &fault);
	ok(!state().present, ": another program removes the table");
	turn();
	ok(state().complete && state().queues, ": it is there again");
	is_number(e.repairs, 1, ": which is counted");
	is_number(audited("\"event\":\"repair\""), 1, ": and told");
	turn();
	is_number(e.repairs, 1, ": once is enough");
}

/* Makes a table of our name that goes when its maker does. */
static void make_rival(struct netlink *rival)
{
	struct batch b;

	netlink_open(rival);
	batch_begin(&b, rival);
	object_add_table_with(&b, TABLE_NAME, NFT_TABLE_F_OWNER);
	ok(batch_send(&b, rival) == 0,
	   "another program has a table of our name");
	batch_done(&b);
}

static void test_retry(void)
{
	struct netlink rival;
	struct fault fault;

	watch_pause(&e.watch);
	apply_remove(&other, &fault);
	make_rival(&rival);
	watch_resume(&e.watch);
	e.distrust.rules = true;
	turn();
	ok(fault_any(&e.fault), ": ours cannot be restored");
	is_number(e.repair_failures, 1, ": which is counted");
	e.again = 0;
	turn();
	is_number(e.repair_failures, 1, ": once");
	watch_pause(&e.watch);
	netlink_close(&rival);
	watch_resume(&e.watch);
	ok(e.again > 0 && e.again <= clock_boot() + 1, ": for a second");
	e.again = clock_boot() + 60;
	turn();
	ok(!state().complete, ": it is not tried all the time");
	e.again = clock_boot();
	turn();
	ok(state().complete, ": but then, until it is there");
	ok(!fault_any(&e.fault), ": and all is well");
}

static void test_unseen(void)
{
	struct fault fault;

	watch_pause(&e.watch);
	apply_remove(&other, &fault);
	watch_resume(&e.watch);
	turn();
	ok(!state().present, "what came while nobody watched is not seen");
	e.unseen = true;
	turn();
	ok(state().complete, ": but when it is looked for");
	is_number(enforcer_duty(&e), DUTY_NONE, ": and then all is well");
}

/* The kernel may refuse to tell us again. */
static void test_paused(void)
{
	struct fault fault;

	watch_pause(&e.watch);
	apply_remove(&other, &fault);
	turn();
	ok(!state().present, "a watch that could not be resumed sees nothing");
	enforcer_tick(&e);
	ok(!e.watch.paused, ": it is tried again");
	turn();
	ok(state().complete, ": and what was missed is made up for");
}

static void test_uplinks(void)
{
	uplink_free(&e.wan);
	enforcer_tick(&e);
	is_number(e.wan.n, 0, "uplinks are not asked for all the time");
	e.routes_changed = true;
	enforcer_tick(&e);
	ok(e.wan.n == 1 && !e.routes_changed, ": but when routes have changed");
}

static void leave(const char *how)
{
	const struct rules *old = atomic_load(&shared.rules);
	char settings[64];
	struct fault fault;

	snprintf(settings, sizeof(settings), "on_stop = \"%s\";", how);
	atomic_store(&shared.rules, rules_with(settings));
	enforcer_apply(&e, true, old, &fault);
	rules_free((struct rules *)(uintptr_t)old);
	enforcer_leave(&e);
}

static void test_leave(void)
{
	leave("closed");
	ok(state().complete && state().queues, "closed: as it was");
	leave("sets");
	ok(state().complete && !state().queues, "sets: addresses alone");
	leave("open");
	ok(!state().present, "open: nothing");
}

int main(void)
{
	kernel_begin(&other);
	begin();
	test_repair();
	test_retry();
	test_unseen();
	test_paused();
	test_uplinks();
	test_leave();
	enforcer_close(&e);
	audit_close(&audit);
	rules_free((struct rules *)(uintptr_t)atomic_load(&shared.rules));
	netlink_close(&other);
	return done_testing();
}
