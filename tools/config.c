/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon config check|show */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/output.h"
#include "tools/run.h"

/* A text for each line of a report. */
static void put_lines(struct json *j, const char *text)
{
	json_open(j, "messages", '[');
	for (const char *p = text, *end; p && *p; p = end + (*end != '\0')) {
		char *line;

		end = strchrnul(p, '\n');
		line = xstrndup(p, (size_t)(end - p));
		json_text(j, NULL, line);
		free(line);
	}
	json_close(j, ']');
}

static void check_json(const struct args *a, const struct rules *r,
		       const struct conf_report *report)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.config.check/1");
	json_text(&j, "config", a->config);
	json_bool(&j, "good", r != NULL);
	json_number(&j, "mistakes", report->errors);
	put_lines(&j, report->text.p);
	if (r) {
		json_text(&j, "mode", mode_words[r->config.mode]);
		json_number(&j, "names", r->generation.memory.nnames);
		json_number(&j, "prefixes", r->generation.memory.nprefixes);
	}
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

int config_check_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CHECK, NULL, &report);

	if (a->as_json)
		check_json(a, r, &report);
	else if (report.text.p)
		fputs(report.text.p, stderr);
	if (!r) {
		warnx("%u mistake%s in the configuration or its lists",
		      report.errors, report.errors == 1 ? "" : "s");
		conf_report_done(&report);
		return EX_CONFIG;
	}
	if (!a->as_json)
		printf("%s: no mistakes; mode %s, %zu names, %zu prefixes\n",
		       paint_safe(a->config), mode_words[r->config.mode],
		       r->generation.memory.nnames,
		       r->generation.memory.nprefixes);
	rules_free(r);
	conf_report_done(&report);
	return 0;
}

static void show_json(const struct args *a, const struct config *c)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.config/1");
	json_text(&j, "config", a->config);
	config_put(c, &j);
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

int config_show_run(const struct args *a)
{
	struct buffer text = { 0 };
	struct config c;
	bool ok = config_load(&c, a->config);

	config_print(&c, &text);
	if (a->as_json)
		show_json(a, &c);
	else
		fputs(text.p, stdout);
	if (!ok)
		fputs(c.report.text.p, stderr);
	buffer_done(&text);
	config_done(&c);
	return ok ? 0 : EX_CONFIG;
}
