/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of itself. */

#include <unistd.h>

#include "lib/plural.h"
#include "ruleset/policy/rules.h"
#include "tools/doctor/self.h"

void doctor_self_privileges(struct diagnosis *d, struct facts *f)
{
	if (f->root) {
		diagnosis_add(d, LEVEL_OK, NULL, "running as root");
		return;
	}
	diagnosis_add(d, LEVEL_WARN, "sudo cordon doctor", "not root: the "
		      "kernel's rules and queues cannot be looked at");
	diagnosis_evidence(d, "effective user %u", (unsigned)geteuid());
}

void doctor_self_judge(struct diagnosis *d, const char *file, bool good,
		       const struct conf_report *report)
{
	char text[FAULT_TEXT];

	if (good) {
		diagnosis_add(d, LEVEL_OK, NULL, "%s and its lists have no "
			      "mistakes", file);
		return;
	}
	diagnosis_add(d, LEVEL_FAIL, "cordon config check", "%u mistake%s in "
		      "%s and what it names: a restart or reload will fail",
		      report->errors, plural(report->errors), file);
	diagnosis_evidence(d, "%s", fault_text(&report->first, text));
}

void doctor_self_config(struct diagnosis *d, struct facts *f)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(f->a->config, RULES_CHECK, NULL,
				     &report);

	doctor_self_judge(d, f->a->config, r != NULL, &report);
	rules_free(r);
	conf_report_done(&report);
}
