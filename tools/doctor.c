/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon doctor: looks for what keeps cordon from working. */

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/units.h"
#include "ruleset/rules.h"
#include "tools/client.h"
#include "tools/doctor.h"
#include "tools/output.h"

enum { FREE_PERCENT = 5 };

void doctor_find(struct doctor *d, enum level level, const char *fix,
		 const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	d->findings = xgrow(d->findings, d->n, sizeof(*d->findings));
	d->findings[d->n++] = (struct finding) {
		.check = d->check, .level = level, .text = xstrdup(text),
		.fix = fix ? xstrdup(fix) : NULL,
	};
}

static void check_privileges(struct doctor *d)
{
	if (d->root)
		doctor_find(d, LEVEL_OK, NULL, "running as root");
	else
		doctor_find(d, LEVEL_WARN, "sudo cordon doctor",
			    "not root: the kernel's rules and queues cannot "
			    "be looked at");
}

static void check_config(struct doctor *d)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(d->a->config, RULES_CHECK, NULL, &report);

	if (r)
		doctor_find(d, LEVEL_OK, NULL, "%s and its lists have no "
			    "mistakes", d->a->config);
	else
		doctor_find(d, LEVEL_FAIL, "cordon config check",
			    "%u mistakes, the first: %.*s", report.errors,
			    (int)strcspn(report.text.p, "\n"), report.text.p);
	rules_free(r);
	conf_report_done(&report);
}

static void check_daemon(struct doctor *d)
{
	char up[DURATION_TEXT];

	if (!d->status && (d->status_error == ENOENT ||
			   d->status_error == ECONNREFUSED)) {
		doctor_find(d, LEVEL_FAIL, "systemctl start cordond",
			    "cordond is not running: nothing is judged by "
			    "name");
		return;
	}
	if (!d->status) {
		doctor_find(d, LEVEL_FAIL, "systemctl restart cordond",
			    "cordond does not answer: %s",
			    strerror(d->status_error));
		return;
	}
	doctor_find(d, LEVEL_OK, NULL, "cordond %s, pid %lld, up %s",
		    client_text(d->status, "version"),
		    client_number(d->status, "pid"),
		    duration_format((uint64_t)client_number(d->status,
							    "uptime"), up));
	if (client_text(d->status, "last_error")[0])
		doctor_find(d, LEVEL_WARN, "cordon config check, then cordon "
			    "reload", "the last reload failed: %s",
			    client_text(d->status, "last_error"));
}

static void check_mode(struct doctor *d)
{
	const char *mode = d->status ? client_text(d->status, "mode") :
				       mode_words[d->config.mode];

	if (strcmp(mode, "enforce") == 0)
		doctor_find(d, LEVEL_OK, NULL, "restricted vendors are "
			    "blocked");
	else
		doctor_find(d, LEVEL_WARN, "cordon mode enforce --confirm 5m",
			    "mode %s: nothing is blocked", mode);
}

static void check_log(struct doctor *d)
{
	char *path = xstrdup(d->config.log.file);
	const char *folder = dirname(path);
	struct statvfs fs;
	unsigned long long percent;

	if (d->status && client_text(d->status, "events.error")[0])
		doctor_find(d, LEVEL_FAIL, "make room, or mend the folder's "
			    "owner", "%s cannot be written: %s; %lld events "
			    "are lost", d->config.log.file,
			    client_text(d->status, "events.error"),
			    client_number(d->status, "events.lost"));
	else if (statvfs(folder, &fs) < 0)
		doctor_find(d, LEVEL_FAIL, "mkdir, or set log.file", "%s: %s",
			    folder, strerror(errno));
	else if (fs.f_blocks > 0 &&
		 (percent = 100ull * fs.f_bavail / fs.f_blocks) < FREE_PERCENT)
		doctor_find(d, LEVEL_WARN, "make room, or lower log.keep",
			    "only %llu %% of the disk below %s is free",
			    percent, folder);
	else if (access(folder, W_OK) < 0 && d->root)
		doctor_find(d, LEVEL_FAIL, "mount it writable", "%s is not "
			    "writable: %s", folder, strerror(errno));
	else
		doctor_find(d, LEVEL_OK, NULL, "%s is writable",
			    d->config.log.file);
	free(path);
}

static const struct {
	const char *name;
	void (*run)(struct doctor *d);
} checks[] = {
	{ "privileges", check_privileges },
	{ "config", check_config },
	{ "kernel", doctor_check_kernel },
	{ "daemon", check_daemon },
	{ "mode", check_mode },
	{ "table", doctor_check_table },
	{ "hooks", doctor_check_hooks },
	{ "flowtables", doctor_check_flowtables },
	{ "queues", doctor_check_queues },
	{ "forwarding", doctor_check_forwarding },
	{ "interfaces", doctor_check_interfaces },
	{ "conntrack", doctor_check_conntrack },
	{ "lists", doctor_check_lists },
	{ "log", check_log },
};

/* --- printing -------------------------------------------------------- */

static const char *const words[] = {
	[LEVEL_OK] = "ok", [LEVEL_WARN] = "warn", [LEVEL_FAIL] = "FAIL",
};

static void print_json(const struct doctor *d, enum level worst)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.doctor/1");
	json_text(&j, "worst", words[worst]);
	json_open(&j, "findings", '[');
	for (size_t i = 0; i < d->n; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "check", d->findings[i].check);
		json_text(&j, "level", words[d->findings[i].level]);
		json_text(&j, "finding", d->findings[i].text);
		if (d->findings[i].fix)
			json_text(&j, "fix", d->findings[i].fix);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

/* One line, the worst first; then performance data. */
static void print_nagios(const struct doctor *d, enum level worst)
{
	static const char *const states[] = { "OK", "WARNING", "CRITICAL" };
	size_t counts[3] = { 0 };
	bool any = false;

	for (size_t i = 0; i < d->n; i++)
		counts[d->findings[i].level]++;
	printf("CORDON %s - ", states[worst]);
	for (int level = LEVEL_FAIL; level > LEVEL_OK; level--)
		for (size_t i = 0; i < d->n; i++)
			if ((int)d->findings[i].level == level) {
				printf("%s%s: %s", any ? "; " : "",
				       d->findings[i].check,
				       d->findings[i].text);
				any = true;
			}
	if (!any)
		printf("%zu checks", d->n);
	printf(" | ok=%zu warn=%zu fail=%zu\n", counts[LEVEL_OK],
	       counts[LEVEL_WARN], counts[LEVEL_FAIL]);
}

static void print_table(const struct doctor *d)
{
	static const enum color colors[] = { COLOR_GOOD, COLOR_WARN,
					     COLOR_BAD };

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];
		char word[8];

		snprintf(word, sizeof(word), "%-4s", words[f->level]);
		printf("%s  %-11s %s\n",
		       output_paint(d->a, colors[f->level], word), f->check,
		       f->text);
		if (f->fix)
			printf("%18stry: %s\n", "", f->fix);
	}
}

int doctor_run(const struct args *a)
{
	struct doctor d = { .a = a, .root = geteuid() == 0 };
	enum level worst = LEVEL_OK;

	d.config_ok = config_load(&d.config, a->config);
	errno = 0;
	d.status = client_ask(a, "status");
	d.status_error = errno;
	d.has_netlink = d.root && netlink_open(&d.netlink) == 0;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		d.check = checks[i].name;
		checks[i].run(&d);
	}
	for (size_t i = 0; i < d.n; i++)
		if (d.findings[i].level > worst)
			worst = d.findings[i].level;
	if (a->json)
		print_json(&d, worst);
	else if (a->nagios)
		print_nagios(&d, worst);
	else
		print_table(&d);
	for (size_t i = 0; i < d.n; i++) {
		free(d.findings[i].text);
		free(d.findings[i].fix);
	}
	free(d.findings);
	json_decref(d.status);
	if (d.has_netlink)
		netlink_close(&d.netlink);
	config_done(&d.config);
	return (int)worst;
}
