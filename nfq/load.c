/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applies a generation without a daemon. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/load.h"
#include "ruleset/kernel.h"
#include "ruleset/uplink.h"

/* As many as the daemon will have, so that its queues are the same. */
static unsigned count_workers(const struct config *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return c->workers ? (unsigned)c->workers :
	       cpus < 1 ? 1 : cpus > 64 ? 64 : (unsigned)cpus;
}

static bool apply(const struct rules *r, struct netlink *n,
		  struct apply_report *report, struct apply_error *error)
{
	struct table_state state;
	struct kernel kernel;
	struct conf_list wan;
	struct table t = {
		.config = &r->config, .policy = r->policy,
		.intervals = &r->intervals, .exceptions = &r->exceptions,
		.wan = &wan, .workers = count_workers(&r->config),
	};
	bool ok;

	kernel_probe(&kernel, n);
	if (kernel_missing(&kernel)) {
		error->ret = kernel.error ? kernel.error : -EOPNOTSUPP;
		snprintf(error->what, sizeof(error->what), "%s",
			 kernel_missing(&kernel));
		return false;
	}
	t.native_queue = kernel.native_queue;
	t.judging = table_state(&state, n) == 0 && state.queues;
	uplink_find(&r->config.wan, &wan);
	/* Nobody has watched the rules; sets are asked in any case. */
	ok = table_apply(&t, n, (struct table_distrust) { .rules = true },
			 report, error);
	uplink_free(&wan);
	return ok;
}

bool load_apply(const struct rules *r, struct apply_report *report,
		struct apply_error *error)
{
	struct netlink n;
	bool ok;

	error->ret = netlink_open(&n);
	if (error->ret < 0) {
		snprintf(error->what, sizeof(error->what), "netlink");
		return false;
	}
	ok = apply(r, &n, report, error);
	netlink_close(&n);
	return ok;
}

bool load_has_daemon(const char *run)
{
	char *path = xasprintf("%s/cordond.pid", run);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return held;
}

int load_boot(const char *config_path)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(config_path, RULES_DISK, NULL, &report);
	struct apply_error error;

	if (report.text.p)
		fputs(report.text.p, stderr);
	conf_report_done(&report);
	if (!r)
		fatalx_status(EX_CONFIG, "nothing to load; \"cordon sync\" "
			      "compiles what there is");
	/* The daemon has it in hand already. */
	if (!load_has_daemon(r->config.run) && !load_apply(r, NULL, &error))
		fatalx_status(error.ret == -EPERM ? EX_NOPERM : EX_OSERR,
			      "the kernel refused %s: %s", error.what,
			      strerror(-error.ret));
	info("generation %u loaded, names are judged when cordond runs",
	     r->generation.number);
	rules_free(r);
	return 0;
}
