/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on the kernel, and on the table in it. */

#include <errno.h>
#include <string.h>

#include <linux/netfilter.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/kernel.h"

static struct diagnosis d;

static const struct table_state whole = {
	.present = true, .complete = true, .queues = true,
	.generation = "generation 7",
};

static const char *table(struct table_state s, int ret, const char *status)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	facts_set(&f.config.log.file, "/var/log/test/eve.json");
	doctor_kernel_judge_table(&d, &f, &s, ret);
	return diagnosed(&d);
}

static void test_table(void)
{
	struct table_state s = whole;

	is_text(table(s, 0, NULL), "ok: table inet cordon is complete, "
		"generation 7\n", "whole");
	is_text(table(s, -EPERM, NULL), "FAIL: table inet cordon cannot be "
		"listed\n see: Operation not permitted\n"
		" try: systemctl start cordond\n", "not to be seen");
	is_text(table((struct table_state) { .present = false }, 0, "{}"),
		"FAIL: there is no table inet cordon: nothing is blocked\n"
		" see: nft list tables does not have it\n"
		" try: cordon reload\n", "none");
	s.complete = false;
	is_text(table(s, 0, "{}"), "FAIL: table inet cordon has lost chains\n"
		" see: nft list table inet cordon is not what cordond made\n"
		" try: cordon reload\n", "half of it");
}

static void test_queues(void)
{
	struct table_state s = whole;

	s.queues = false;
	ok(strstr(table(s, 0, "{\"mode\":\"enforce\"}"),
		  "FAIL: table inet cordon queues nothing"), "no queues");
	ok(!strstr(table(s, 0, "{\"mode\":\"off\"}"), "FAIL"),
	   ", as it is off");
	ok(!strstr(table(s, 0, NULL), "FAIL"), ", as nobody would read them");
}

static void test_repairs(void)
{
	const char *said = table(whole, 0, "{\"table\":{\"repairs\":3}}");

	ok(strstr(said, "warn: another program took the table away, and "
		  "cordond put it back, 3 times since its start\n"
		  " see: \"repairs\" of cordon status --json: 3\n"
		  " try: grep '\"repair\"' '/var/log/test/audit.json' for"),
	   "somebody else takes it away");
	ok(!strstr(table(whole, 0, "{\"table\":{\"repairs\":0}}"), "warn"),
	   "nobody does");
}

static void test_flowtables(void)
{
	doctor_kernel_judge_flowtable(&d, NFPROTO_INET, "fw", "fast");
	is_text(diagnosed(&d), "FAIL: flowtable fast of table fw takes "
		"connections past all rules, before their hello is seen\n"
		" see: nft list flowtables: table inet fw, flowtable fast\n"
		" try: nft delete the rules with \"flow add @fast\" (nft -a "
		"list table inet fw), then nft delete flowtable inet fw fast; "
		"\"flowtable\" in cordon.conf is in the place of it\n",
		"another's");
	doctor_kernel_judge_flowtable(&d, NFPROTO_BRIDGE, "fw", "fast");
	ok(strstr(diagnosed(&d), "table bridge fw"), "of a bridge");
	doctor_kernel_judge_flowtable(&d, NFPROTO_INET, TABLE_NAME, "fast");
	is_text(diagnosed(&d), "", "ours");
}

static void test_no_flowtable(void)
{
	struct facts f;

	facts_made(&f, NULL);
	doctor_kernel_judge_no_flowtable(&d, &f, 0);
	is_text(diagnosed(&d), "skip: the kernel has no flowtables\n",
		"a kernel without");
	f.kernel.flowtable = true;
	doctor_kernel_judge_no_flowtable(&d, &f, 0);
	is_text(diagnosed(&d), "ok: no other tool's flowtable\n", "none");
	doctor_kernel_judge_no_flowtable(&d, &f, -EPERM);
	is_text(diagnosed(&d), "skip: flowtables cannot be listed: Operation "
		"not permitted\n", "not to be seen");
	facts_unmade(&f);
}

static void test_support(void)
{
	struct facts f;

	facts_made(&f, NULL);
	f.kernel = (struct kernel) {
		.nf_tables = true, .compat_queue = true, .payload = true,
		.conntrack = true, .prerouting_reject = true, .fib = true,
	};
	doctor_kernel_check(&d, &f);
	is_text(diagnosed(&d), "ok: compat (xt NFQUEUE) queue, connection "
		"marks, payload matching; flowtables not available\n",
		"all that is needed");
	f.kernel.compat_queue = false;
	doctor_kernel_check(&d, &f);
	ok(strncmp(diagnosed(&d), "FAIL: the kernel lacks ", 23) == 0,
	   "not all of it");
	f.has_netlink = false;
	doctor_kernel_check(&d, &f);
	is_text(diagnosed(&d), "", "not to be seen");
	facts_unmade(&f);
}

int main(void)
{
	test_table();
	test_queues();
	test_repairs();
	test_flowtables();
	test_no_flowtable();
	test_support();
	return done_testing();
}
