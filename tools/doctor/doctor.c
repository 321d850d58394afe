/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon doctor: looks for what keeps cordon from working. */

#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/doctor/centre.h"
#include "tools/doctor/chains.h"
#include "tools/doctor/clock.h"
#include "tools/doctor/conntrack.h"
#include "tools/doctor/counters.h"
#include "tools/doctor/daemon.h"
#include "tools/doctor/disk.h"
#include "tools/doctor/exceptions.h"
#include "tools/doctor/gateway.h"
#include "tools/doctor/kernel.h"
#include "tools/doctor/law.h"
#include "tools/doctor/legacy.h"
#include "tools/doctor/lists.h"
#include "tools/doctor/pair.h"
#include "tools/doctor/policy.h"
#include "tools/doctor/print.h"
#include "tools/doctor/queues.h"
#include "tools/doctor/routing.h"
#include "tools/doctor/saved.h"
#include "tools/doctor/self.h"
#include "tools/doctor/xdp.h"
#include "tools/run.h"

static const struct {
	const char *name;
	void (*run)(struct diagnosis *d, struct facts *f);
} checks[] = {
	{ "privileges", doctor_self_privileges },
	{ "config", doctor_self_config },
	{ "kernel", doctor_kernel_check },
	{ "daemon", doctor_daemon_check },
	{ "mode", doctor_daemon_mode },
	{ "table", doctor_kernel_table },
	{ "hooks", doctor_chains_check },
	{ "legacy", doctor_legacy_check },
	{ "saved", doctor_saved_check },
	{ "flowtables", doctor_kernel_flowtables },
	{ "xdp", doctor_xdp_check },
	{ "routing", doctor_routing_check },
	{ "queues", doctor_queues_check },
	{ "buffers", doctor_queues_buffers },
	{ "unjudged", doctor_counters_unjudged },
	{ "spoofing", doctor_counters_spoofing },
	{ "forwarding", doctor_gateway_forwarding },
	{ "interfaces", doctor_gateway_interfaces },
	{ "conntrack", doctor_conntrack_check },
	{ "pair", doctor_pair_check },
	{ "lists", doctor_lists_check },
	{ "resolvers", doctor_lists_resolvers },
	{ "policy", doctor_policy_check },
	{ "law", doctor_law_check },
	{ "exceptions", doctor_exceptions_check },
	{ "clock", doctor_clock_check },
	{ "state", doctor_disk_state },
	{ "log", doctor_disk_log },
	{ "centre", doctor_centre_check },
	{ "archive", doctor_disk_archive },
};

enum { CHECKS = ARRAY_SIZE(checks) };

static void refuse_unknown(const struct args *a)
{
	for (int i = 0; i < a->nwords; i++) {
		char near[SUGGEST_TEXT];
		size_t k = 0;

		while (k < CHECKS && strcmp(checks[k].name, a->words[i]) != 0)
			k++;
		if (k < CHECKS)
			continue;
		suggest_text(suggest(a->words[i], &checks[0].name, CHECKS,
				     sizeof(checks[0])), near);
		fatalx_status(EX_USAGE, "the doctor has no check \"%s\"%s "
			      "\"cordon doctor --plain\" names all",
			      a->words[i], *near ? near : ";");
	}
}

/* All, or those that are named. */
static bool is_wanted(const struct args *a, const char *check)
{
	for (int i = 0; i < a->nwords; i++)
		if (strcmp(a->words[i], check) == 0)
			return true;
	return a->nwords == 0;
}

/* Whoever names a check gets an answer of it. */
static void find_silent(struct diagnosis *d, const struct facts *f)
{
	char why[FAULT_TEXT];

	if (f->config_ok) {
		diagnosis_add(d, LEVEL_SKIP, NULL, "there is nothing to look "
			      "at%s", f->status ? "" : ", as cordond is not "
			      "running");
		return;
	}
	diagnosis_add(d, LEVEL_FAIL, "cordon config check", "nothing can be "
		      "said of it: the configuration has mistakes");
	diagnosis_evidence(d, "%s", fault_text(&f->config.report.first, why));
}

static void run_check(struct diagnosis *d, struct facts *f, size_t i)
{
	size_t before = d->n;

	d->check = checks[i].name;
	checks[i].run(d, f);
	if (f->a->nwords > 0 && d->n == before)
		find_silent(d, f);
}

int doctor_run(const struct args *a)
{
	struct diagnosis d = { .n = 0 };
	struct answer *an;
	struct facts f;
	int status;

	refuse_unknown(a);
	facts_ask(&f, a);
	for (size_t i = 0; i < CHECKS; i++)
		if (is_wanted(a, checks[i].name))
			run_check(&d, &f, i);
	facts_done(&f);
	an = answer_begin(a, "cordon.doctor/1");
	doctor_print(an, a, &d);
	answer_end(an);
	status = doctor_print_status(&d);
	diagnosis_done(&d);
	return status;
}
