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
#include "lib/printable.h"
#include "lib/units.h"
#include "ruleset/rules.h"
#include "tools/client.h"
#include "tools/doctor.h"
#include "tools/output.h"

enum { FREE_PERCENT = 5 };

void doctor_find(struct doctor *d, enum level level, const char *fix,
		 const char *fmt, ...)
{
	struct buffer safe = { 0 };
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	printable_text(&safe, text);
	d->findings = xgrow(d->findings, d->n, sizeof(*d->findings));
	d->findings[d->n++] = (struct finding) {
		.check = d->check, .level = level, .text = xstrdup(safe.p),
		.fix = fix ? xstrdup(fix) : NULL,
	};
	buffer_done(&safe);
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
	if (strcmp(client_text(d->status, "version"), CORDON_VERSION) != 0)
		doctor_find(d, LEVEL_WARN, "systemctl restart cordond",
			    "cordond is version %s, this program %s",
			    client_text(d->status, "version"), CORDON_VERSION);
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

bool doctor_finds_disk(struct doctor *d, const char *folder, const char *fix)
{
	struct statvfs fs;
	unsigned long long percent = 100;

	if (statvfs(folder, &fs) < 0) {
		doctor_find(d, LEVEL_FAIL, "make that folder, or name another "
			    "in cordon.conf", "%s: %s", folder,
			    strerror(errno));
		return true;
	}
	if (fs.f_blocks > 0)
		percent = 100ull * fs.f_bavail / fs.f_blocks;
	if (percent < FREE_PERCENT)
		doctor_find(d, fs.f_bavail ? LEVEL_WARN : LEVEL_FAIL, fix,
			    "only %llu %% of the disk below %s is free (%llu "
			    "bytes)", percent, folder, (unsigned long long)
			    fs.f_bavail * fs.f_frsize);
	else if (access(folder, W_OK) < 0 && d->root)
		doctor_find(d, LEVEL_FAIL, "mount it writable", "%s is not "
			    "writable: %s", folder, strerror(errno));
	else
		return false;
	return true;
}

static void check_log(struct doctor *d)
{
	char *path = xstrdup(d->config.log.file);

	if (d->status && client_text(d->status, "events.error")[0])
		doctor_find(d, LEVEL_FAIL, "make room, or mend the folder's "
			    "owner", "%s cannot be written: %s; %lld events "
			    "are lost", d->config.log.file,
			    client_text(d->status, "events.error"),
			    client_number(d->status, "events.lost"));
	else if (!doctor_finds_disk(d, dirname(path), "make room, or lower "
				    "log.keep"))
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
	{ "routing", doctor_check_routing },
	{ "queues", doctor_check_queues },
	{ "buffers", doctor_check_buffers },
	{ "forwarding", doctor_check_forwarding },
	{ "interfaces", doctor_check_interfaces },
	{ "conntrack", doctor_check_conntrack },
	{ "lists", doctor_check_lists },
	{ "resolvers", doctor_check_resolvers },
	{ "exceptions", doctor_check_exceptions },
	{ "clock", doctor_check_clock },
	{ "state", doctor_check_state },
	{ "log", check_log },
};

/* --- printing -------------------------------------------------------- */

static const char *const words[] = {
	[LEVEL_OK] = "ok", [LEVEL_SKIP] = "skip", [LEVEL_NOTE] = "note",
	[LEVEL_WARN] = "warn", [LEVEL_FAIL] = "FAIL",
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

/* Nagios' too. */
static int exit_status(enum level worst)
{
	return worst == LEVEL_FAIL ? 2 : worst == LEVEL_WARN ? 1 : 0;
}

/* In Nagios' words a bar would begin the performance data. */
static void print_finding(const struct finding *f)
{
	printf("%s: ", f->check);
	for (const char *p = f->text; *p; p++)
		putchar(*p == '|' ? '/' : *p);
}

/* One line, the worst first; then performance data. */
static void print_nagios(const struct doctor *d, enum level worst)
{
	static const char *const states[] = { "OK", "WARNING", "CRITICAL" };
	size_t counts[LEVEL_FAIL + 1] = { 0 };
	bool any = false;

	for (size_t i = 0; i < d->n; i++)
		counts[d->findings[i].level]++;
	printf("CORDON %s - ", states[exit_status(worst)]);
	for (int level = LEVEL_FAIL; level > LEVEL_NOTE; level--)
		for (size_t i = 0; i < d->n; i++)
			if ((int)d->findings[i].level == level) {
				fputs(any ? "; " : "", stdout);
				print_finding(&d->findings[i]);
				any = true;
			}
	if (!any)
		printf("%zu checks", d->n);
	printf(" | ok=%zu skip=%zu note=%zu warn=%zu fail=%zu\n",
	       counts[LEVEL_OK], counts[LEVEL_SKIP], counts[LEVEL_NOTE],
	       counts[LEVEL_WARN], counts[LEVEL_FAIL]);
}

static void print_table(const struct doctor *d)
{
	static const enum color colors[] = {
		[LEVEL_OK] = COLOR_GOOD, [LEVEL_SKIP] = COLOR_DIM,
		[LEVEL_NOTE] = COLOR_DIM, [LEVEL_WARN] = COLOR_WARN,
		[LEVEL_FAIL] = COLOR_BAD,
	};

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

static void print_rows(const struct doctor *d)
{
	static const char *const columns[] = {
		"LEVEL", "CHECK", "FINDING", "FIX",
	};
	struct output *o = output_begin(d->a, output_form_of(d->a), columns,
					4);

	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];
		const char *cells[] = { words[f->level], f->check, f->text,
					f->fix ? f->fix : "" };

		output_row(o, cells);
	}
	output_end(o);
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
	else if (output_form_of(a) != OUTPUT_TABLE)
		print_rows(&d);
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
	return exit_status(worst);
}
