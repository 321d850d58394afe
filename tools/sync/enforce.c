/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last step of a sync, and the only one with privileges. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/apply/load.h"
#include "tools/cli/client.h"
#include "tools/sync/enforce.h"

/* Does the daemon have the generation of this digest, and the kernel all of
 * its table? */
static bool has_it(const json_t *status, const char *digest)
{
	return strcmp(client_text(status, "generation.digest"), digest) == 0 &&
	       client_true(status, "table.complete");
}

static void ask_daemon(const struct args *a, struct enforcement *e)
{
	json_t *j = client_ask(a, "generation");
	const char *error = client_text(j, "error");

	e->how = !j || *error ? ENFORCED_FAILED : ENFORCED_BY_DAEMON;
	if (!j)
		fault_set(&e->fault, -errno, "cordond does not answer");
	else if (*error)
		fault_set(&e->fault, 0, "cordond: %s", error);
	json_decref(j);
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

static bool runs(const json_t *status)
{
	return status || (errno != ENOENT && errno != ECONNREFUSED);
}

void enforce(const struct args *a, struct enforcement *e)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_DISK, NULL, &report);
	json_t *status;

	*e = (struct enforcement) { .how = ENFORCED_ALREADY };
	if (!r) {
		e->how = ENFORCED_FAILED;
		e->fault = report.first;
		conf_report_done(&report);
		return;
	}
	/* Of another than the current one it says why. */
	if (report.text.len > 0)
		fputs(report.text.p, stderr);
	e->generation = r->generation.number;
	errno = 0;
	status = client_ask(a, "status");
	if (status && has_it(status, r->generation.digest))
		e->how = ENFORCED_ALREADY;
	else if (runs(status))
		ask_daemon(a, e);
	else
		apply_here(r, e);
	/* One may have come up while we were at it. */
	if (!status && e->how == ENFORCED_FAILED &&
	    load_has_daemon(r->config.run))
		ask_daemon(a, e);
	json_decref(status);
	rules_free(r);
	conf_report_done(&report);
}
