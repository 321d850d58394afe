/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon config check|show */

#include <stdio.h>
#include <sysexits.h>

#include "lib/json.h"
#include "lib/log.h"
#include "ruleset/rules.h"
#include "tools/command.h"

int config_check_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CHECK, NULL, &report);

	if (report.text.p)
		fputs(report.text.p, stderr);
	if (!r) {
		warnx("%u mistake%s in the configuration or its lists",
		      report.errors, report.errors == 1 ? "" : "s");
		conf_report_done(&report);
		return EX_CONFIG;
	}
	printf("%s: no mistakes; mode %s, %zu names, %zu prefixes\n",
	       a->config, mode_words[r->config.mode],
	       r->generation.memory.nnames, r->generation.memory.nprefixes);
	rules_free(r);
	conf_report_done(&report);
	return 0;
}

int config_show_run(const struct args *a)
{
	struct buffer text = { 0 };
	struct config c;
	bool ok = config_load(&c, a->config);

	config_print(&c, &text);
	fputs(text.p, stdout);
	if (!ok)
		fputs(c.report.text.p, stderr);
	buffer_done(&text);
	config_done(&c);
	return ok ? 0 : EX_CONFIG;
}
