/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last step of a sync, and the only one with privileges. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/apply/load.h"
#include "tools/cli/client.h"
#include "tools/cli/mistakes.h"
#include "tools/sync/enforce.h"

/* Does the daemon have this generation under this policy, and the kernel all of
 * its table? */
static bool has_it(const struct jsontree_node *status, const struct rules *r)
{
	const char *has = jsontree_text(status, "generation.digest");
	const char *under = jsontree_text(status, "policy.digest");

	return strcmp(has, r->generation.digest) == 0 &&
	       strcmp(under, r->config.central.digest) == 0 &&
	       jsontree_true(status, "table.complete");
}

static void ask_daemon(const struct args *a, struct enforcement *e)
{
	struct client c;
	const struct jsontree_node *n = client_ask(&c, a, "generation");
	const char *error = jsontree_text(n, "error");
	char why[FAULT_TEXT];

	e->how = !n || *error ? ENFORCED_FAILED : ENFORCED_BY_DAEMON;
	if (!n)
		fault_set(&e->fault, 0, "cordond does not answer: %.400s",
			  fault_text(&c.fault, why));
	else if (*error)
		fault_set(&e->fault, 0, "cordond: %s", error);
	client_done(&c);
}

/* Without a daemon. One that was stopped with on_stop "open" is to stay
 * without effect. */
static void apply_here(struct rules *r, struct enforcement *e)
{
	struct table_state state = { .present = false };
	struct netlink n;

	if (netlink_open(&n) == 0) {
		present_state(&state, &n);
		netlink_close(&n);
	}
	if (r->config.on_stop == STOP_OPEN && !state.present)
		e->how = ENFORCED_NOT;
	else if (load_apply(r, &e->report, &e->fault))
		e->how = e->report.way == WAY_KEEP && !e->report.rules ?
			 ENFORCED_SAME : ENFORCED_HERE;
	else
		e->how = ENFORCED_FAILED;
	if (e->how == ENFORCED_FAILED && e->fault.ret == -EPERM)
		fault_set(&e->fault, 0, "needs root (CAP_NET_ADMIN)");
}

void enforce(const struct args *a, struct enforcement *e)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_DISK, NULL, &report);
	const struct jsontree_node *status;
	struct client c;

	*e = (struct enforcement) { .how = ENFORCED_ALREADY };
	if (!r) {
		e->how = ENFORCED_FAILED;
		e->fault = report.first;
		conf_report_done(&report);
		return;
	}
	/* Of another than the current one it says why. */
	mistakes_tell(&report);
	e->generation = r->generation.number;
	status = client_ask(&c, a, "status");
	if (status && has_it(status, r))
		e->how = ENFORCED_ALREADY;
	else if (!client_is_alone(&c))
		ask_daemon(a, e);
	else
		apply_here(r, e);
	/* One may have come up while we were at it. */
	if (!status && e->how == ENFORCED_FAILED &&
	    load_has_daemon(r->config.run))
		ask_daemon(a, e);
	client_done(&c);
	rules_free(r);
	conf_report_done(&report);
}
