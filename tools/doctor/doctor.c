/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon doctor: looks for what keeps cordon from working. */

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "lib/units.h"
#include "lib/visible.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/rules.h"
#include "tools/cli/client.h"
#include "tools/cli/output.h"
#include "tools/doctor/doctor.h"
#include "tools/run.h"

enum { FREE_PERCENT = 5 };

/* Names and files of others are in all of it. */
static char *safe_copy(const char *text)
{
	struct buffer safe = { 0 };

	visible_text(&safe, text);
	return buffer_take(&safe);
}

static char *sentence(const char *fmt, va_list ap)
	__attribute__((format(printf, 1, 0)));

static char *sentence(const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	return safe_copy(text);
}

void doctor_find(struct doctor *d, enum level level, const char *fix,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->findings = xgrow(d->findings, d->n, sizeof(*d->findings));
	d->findings[d->n++] = (struct finding) {
		.check = d->check, .level = level, .text = sentence(fmt, ap),
		.fix = fix ? safe_copy(fix) : NULL,
	};
	va_end(ap);
}

void doctor_evidence(struct doctor *d, const char *fmt, ...)
{
	struct finding *f = &d->findings[d->n - 1];
	va_list ap;

	va_start(ap, fmt);
	free(f->evidence);
	f->evidence = sentence(fmt, ap);
	va_end(ap);
}

static void check_privileges(struct doctor *d)
{
	if (d->root)
		doctor_find(d, LEVEL_OK, NULL, "running as root");
	else
		doctor_find(d, LEVEL_WARN, "sudo cordon doctor",
			    "not root: the kernel's rules and queues cannot "
			    "be looked at");
	if (!d->root)
		doctor_evidence(d, "effective user %u", (unsigned)geteuid());
}

static void check_config(struct doctor *d)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(d->a->config, RULES_CHECK, NULL, &report);
	char text[FAULT_TEXT];

	if (r)
		doctor_find(d, LEVEL_OK, NULL, "%s and its lists have no "
			    "mistakes", d->a->config);
	else
		doctor_find(d, LEVEL_FAIL, "cordon config check",
			    "%u mistakes in %s and what it names: a restart "
			    "or reload will fail", report.errors,
			    d->a->config);
	if (!r)
		doctor_evidence(d, "%s", fault_text(&report.first, text));
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
		doctor_evidence(d, "its socket below %s: %s", d->config.run,
				strerror(d->status_error));
		return;
	}
	if (!d->status) {
		doctor_find(d, LEVEL_FAIL, "systemctl restart cordond",
			    "cordond does not answer: %s",
			    strerror(d->status_error));
		doctor_evidence(d, "its socket below %s", d->config.run);
		return;
	}
	if (strcmp(client_text(d->status, "version"), CORDON_VERSION) != 0) {
		doctor_find(d, LEVEL_WARN, "systemctl restart cordond",
			    "cordond is version %s, this program %s",
			    client_text(d->status, "version"), CORDON_VERSION);
		doctor_evidence(d, "\"version\" of cordon status --json: %s",
				client_text(d->status, "version"));
	}
	doctor_find(d, LEVEL_OK, NULL, "cordond %s, pid %lld, up %s",
		    client_text(d->status, "version"),
		    client_number(d->status, "pid"),
		    duration_format((uint64_t)client_number(d->status,
							    "uptime"), up));
	if (client_text(d->status, "last_error")[0]) {
		doctor_find(d, LEVEL_WARN, "cordon config check && cordon "
			    "reload", "the last reload failed: what was in "
			    "force before it still is");
		doctor_evidence(d, "%s", client_text(d->status, "last_error"));
	}
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
	doctor_evidence(d, "mode %s, from %s", mode, d->status ?
			client_text(d->status, "mode_origin") :
			d->a->config);
}

bool doctor_finds_disk(struct doctor *d, const char *folder, const char *fix)
{
	struct statvfs fs;
	unsigned long long percent = 100;
	char make[600];

	if (statvfs(folder, &fs) < 0) {
		snprintf(make, sizeof(make), "mkdir -p '%s'", folder);
		doctor_find(d, LEVEL_FAIL, make, "%s is not there", folder);
		doctor_evidence(d, "%s: %s", folder, strerror(errno));
		return true;
	}
	if (fs.f_blocks > 0)
		percent = 100ull * fs.f_bavail / fs.f_blocks;
	if (percent < FREE_PERCENT) {
		doctor_find(d, fs.f_bavail ? LEVEL_WARN : LEVEL_FAIL, fix,
			    "only %llu %% of the disk below %s is free",
			    percent, folder);
		doctor_evidence(d, "df '%s': %llu bytes are free", folder,
				(unsigned long long)fs.f_bavail *
				fs.f_frsize);
		return true;
	}
	if (!d->root || (access(folder, W_OK) == 0 &&
			 !(fs.f_flag & ST_RDONLY)))
		return false;
	snprintf(make, sizeof(make), "mount -o remount,rw \"$(findmnt -nro "
		 "TARGET -T '%s')\"", folder);
	doctor_find(d, LEVEL_FAIL, make, "%s is not writable", folder);
	doctor_evidence(d, "%s: %s", folder, fs.f_flag & ST_RDONLY ?
			"on a file system mounted read-only" :
			strerror(errno));
	return true;
}

static void find_failing_log(struct doctor *d, const char *path)
{
	char fix[700];

	snprintf(fix, sizeof(fix), "df -h '%s'; ls -la '%s': make room, or "
		 "give it to the user cordond runs as", path, path);
	doctor_find(d, LEVEL_FAIL, fix, "%s cannot be written: %s", path,
		    client_text(d->status, "events.error"));
	doctor_evidence(d, "\"lost\" of the events of cordon status --json: "
			"%lld", client_number(d->status, "events.lost"));
}

static void check_log_folder(struct doctor *d)
{
	char *path = xstrdup(d->config.log.file);

	if (!doctor_finds_disk(d, dirname(path), "du -xah / | sort -h | "
			       "tail, and remove what is not needed; or "
			       "lower log.keep"))
		doctor_find(d, LEVEL_OK, NULL, "%s is writable",
			    d->config.log.file);
	free(path);
}

/* A daemon that runs writes to the file that it was started with. */
static void check_log(struct doctor *d)
{
	const char *written = d->status ? client_text(d->status,
						      "events.file") : "";
	bool fails = d->status && client_text(d->status, "events.error")[0];

	if (fails)
		find_failing_log(d, written);
	if (!fails || strcmp(written, d->config.log.file) != 0)
		check_log_folder(d);
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

#define NCHECKS ARRAY_SIZE(checks)

static void refuse_unknown(const struct args *a)
{
	for (int i = 0; i < a->nwords; i++) {
		const char *near;
		size_t k = 0;

		while (k < NCHECKS && strcmp(checks[k].name, a->words[i]) != 0)
			k++;
		if (k < NCHECKS)
			continue;
		near = suggest(a->words[i], &checks[0].name, NCHECKS,
			       sizeof(checks[0]));
		fatalx_status(EX_USAGE, "the doctor has no check \"%s\"%s%s%s; "
			      "\"cordon doctor --plain\" names all",
			      a->words[i], near ? "; did you mean \"" : "",
			      near ? near : "", near ? "\"?" : "");
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

int doctor_run(const struct args *a)
{
	struct doctor d = { .a = a, .root = geteuid() == 0 };
	enum level worst = LEVEL_OK;

	refuse_unknown(a);
	d.config_ok = config_load(&d.config, a->config);
	errno = 0;
	d.status = client_ask(a, "status");
	d.status_error = errno;
	d.has_netlink = d.root && netlink_open(&d.netlink) == 0;
	if (d.has_netlink)
		kernel_probe(&d.kernel, &d.netlink);
	for (size_t i = 0; i < NCHECKS; i++) {
		d.check = checks[i].name;
		if (is_wanted(a, d.check))
			checks[i].run(&d);
	}
	for (size_t i = 0; i < d.n; i++)
		if (d.findings[i].level > worst)
			worst = d.findings[i].level;
	doctor_print(&d, worst);
	for (size_t i = 0; i < d.n; i++) {
		free(d.findings[i].text);
		free(d.findings[i].evidence);
		free(d.findings[i].fix);
	}
	free(d.findings);
	json_decref(d.status);
	if (d.has_netlink)
		netlink_close(&d.netlink);
	config_done(&d.config);
	return doctor_status(worst);
}
