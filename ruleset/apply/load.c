/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applies a generation without a daemon. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "ruleset/apply/load.h"
#include "ruleset/config/config_central.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/uplink.h"
#include "ruleset/policy/intervals_collect.h"

/* The rest of a table, by what this kernel has: 0 or -errno. `wan` is freed by
 * the caller. */
static int complete(struct table *t, struct netlink *n, struct conf_list *wan,
		    struct fault *fault)
{
	struct table_state state;
	struct kernel kernel;

	kernel_probe(&kernel, n);
	if (kernel_missing(&kernel))
		return fault_set(fault, kernel.error ? kernel.error :
				 -EOPNOTSUPP, "%s", kernel_missing(&kernel));
	t->native_queue = kernel.native_queue;
	t->fib = kernel.fib;
	t->judging = present_state(&state, n) == 0 && state.queues;
	t->queues = queues_of(t->config);
	uplink_find(&t->config->wan, wan);
	t->wan = wan;
	return 0;
}

static bool apply(const struct rules *r, struct netlink *n,
		  struct apply_report *report, struct fault *fault)
{
	struct conf_list wan = { 0 };
	struct table t = {
		.config = &r->config, .policy = r->policy,
		.intervals = &r->intervals, .exceptions = &r->exceptions,
	};
	bool ok;

	if (complete(&t, n, &wan, fault) < 0)
		return false;
	/* Nobody has watched the rules; sets are asked in any case. */
	ok = apply_table(&t, n, (struct table_distrust) { .rules = true },
			 report, fault);
	uplink_free(&wan);
	return ok;
}

bool load_apply(const struct rules *r, struct apply_report *report,
		struct fault *fault)
{
	struct netlink n;
	int ret = netlink_open(&n);
	bool ok;

	if (ret < 0) {
		fault_set(fault, ret, "netlink");
		return false;
	}
	ok = apply(r, &n, report, fault);
	netlink_close(&n);
	return ok;
}

/* --- only planning --------------------------------------------------- */

static int plan(struct load_plan *p, struct table *t, struct netlink *n)
{
	struct conf_list wan = { 0 };
	struct table_plan plan;
	struct fault untold;
	int ret = complete(t, n, &wan, &untold);

	if (ret == 0)
		ret = apply_plan(&plan, t, n);
	uplink_free(&wan);
	if (ret < 0)
		return ret;
	*p = (struct load_plan) {
		.way = table_way_words[plan.way],
		.reason = plan.reason ? plan.reason : "",
		.bytes = plan.bytes,
	};
	plan_done(&plan);
	return 0;
}

int load_plan(struct load_plan *p, const struct config *c,
	      const struct generation *g)
{
	struct conf_report ignored = { .errors = 0 };
	struct exceptions exceptions = { .nactive = 0 };
	struct intervals intervals;
	struct policy *policy = policy_new(g, c);
	struct table t = {
		.config = c, .policy = policy, .intervals = &intervals,
		.exceptions = &exceptions,
	};
	struct netlink n;
	int ret = netlink_open(&n);

	if (config_leaves(c, LEAVE_EXEMPT))
		exceptions_read(&exceptions, c->state, time(NULL), &ignored);
	intervals_collect(&intervals, policy, c);
	if (ret == 0) {
		ret = plan(p, &t, &n);
		netlink_close(&n);
	}
	intervals_done(&intervals);
	exceptions_done(&exceptions);
	conf_report_done(&ignored);
	policy_free(policy);
	return ret;
}

/* --- the daemon, and boot -------------------------------------------- */

bool load_has_daemon(const char *run)
{
	char *path = xasprintf("%s/cordond.pid", run);
	bool held = lockfile_is_held(path);

	free(path);
	return held;
}

int load_boot(const char *config_path)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(config_path, RULES_DISK, NULL, &report);
	char text[FAULT_TEXT];
	struct fault fault;

	if (report.text.p)
		fputs(report.text.p, stderr);
	conf_report_done(&report);
	if (!r)
		fatalx_status(EX_CONFIG, "nothing to load; \"cordon sync\" "
			      "compiles what there is");
	/* The daemon has it in hand already. */
	if (!load_has_daemon(r->config.run) && !load_apply(r, NULL, &fault))
		fatalx_status(fault.ret == -EPERM ? EX_NOPERM : EX_OSERR,
			      "the kernel refused %s",
			      fault_text(&fault, text));
	info("generation %u loaded, names are judged when cordond runs",
	     r->generation.number);
	rules_free(r);
	return 0;
}
