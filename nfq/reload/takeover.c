/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks of the program that would come, and of its configuration. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nfq/reload/takeover.h"
#include "ruleset/config/config_load.h"

void takeover_sandbox(char text[TAKEOVER_SANDBOX])
{
	snprintf(text, TAKEOVER_SANDBOX, "%016llx",
		 (unsigned long long)confine_digest());
}

static bool config_fits(const struct reloader *r, struct fault *fault)
{
	const char *restart;
	struct config c;
	bool ok = config_load(&c, r->config_path);

	if (!ok) {
		*fault = c.report.first;
	} else if ((restart = reload_needs_restart(r, &c))) {
		fault_set(fault, 0, "%s changes with a restart", restart);
		ok = false;
	} else {
		ok = reload_reaches(r, &c, fault);
	}
	config_done(&c);
	return ok;
}

bool takeover_fits(const struct reloader *r, const struct confinement *c,
		   const char *program, const char *sandbox,
		   struct fault *fault)
{
	char ours[TAKEOVER_SANDBOX];

	takeover_sandbox(ours);
	if (!c->runs)
		fault_set(fault, 0, "without Landlock a running cordond may "
			  "run no program: restart it");
	else if (c->seccomp && strcmp(sandbox, ours) != 0)
		fault_set(fault, 0, "the installed version has another "
			  "sandbox than the running one: restart it");
	else if (!program)
		fault_set(fault, 0, "it was started without /proc: restart it");
	else if (access(program, X_OK) < 0)
		fault_set(fault, -errno, "%s", program);
	else
		return config_fits(r, fault);
	return false;
}
