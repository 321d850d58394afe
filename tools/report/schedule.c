/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the reports that nobody has to ask for. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "ruleset/config/config_load.h"
#include "tools/archive/store.h"
#include "tools/report/report.h"
#include "tools/report/schedule.h"

enum { LATEST = 30 * 86400, MONTH = sizeof("2026-11") };

/* The folder, for whom the log is. */
static char *make_folder(const struct config *c, gid_t *group)
{
	struct store store;
	struct stat st;
	char *path;

	store_init(&store, c->log.file);
	path = xasprintf("%s/report", store.folder);
	if (stat(store.folder, &st) < 0)
		fatalx_status(EX_NOINPUT, "%s: %s", store.folder,
			      strerror(errno));
	*group = st.st_gid;
	if (mkdir(path, 0750) < 0 && errno != EEXIST)
		fatalx_status(errno == EACCES ? EX_NOPERM : EX_CANTCREAT,
			      "%s: %s", path, strerror(errno));
	if (lstat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		fatalx_status(EX_CANTCREAT, "%s: is no folder", path);
	store_done(&store);
	return path;
}

/* The folder may be another's: its links lead nowhere. */
static void share(const char *path, gid_t group)
{
	if (lchown(path, (uid_t)-1, group) < 0 && geteuid() == 0)
		warnx("%s: %s", path, strerror(errno));
}

static int write_one(const struct args *a, const char *folder,
		     const char *name, time_t since, time_t until, gid_t group)
{
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	char *path = xasprintf("%s/%s.html", folder, name);
	char *signature = xasprintf("%s.minisig", path);
	struct args own = {
		.commands = a->commands, .config = a->config,
		.socket = a->socket, .color = a->color, .output = path,
		.since = moment_format(since, from),
		.until = until ? moment_format(until, to) : NULL,
	};
	int status = report_write(&own);

	share(path, group);
	if (access(signature, F_OK) == 0)
		share(signature, group);
	free(path);
	free(signature);
	return status;
}

/* The first second of the month that is so many later than now's. */
static time_t month_of(time_t now, int later, char text[MONTH])
{
	struct tm tm, out;
	time_t t;

	localtime_r(&now, &tm);
	tm = (struct tm) { .tm_year = tm.tm_year, .tm_mon = tm.tm_mon + later,
			   .tm_mday = 1, .tm_isdst = -1 };
	t = mktime(&tm);
	strftime(text, MONTH, "%Y-%m", localtime_r(&t, &out));
	return t;
}

static int write_month(const struct args *a, const char *folder, time_t now,
		       gid_t group)
{
	char this[MONTH], last[MONTH];
	time_t until = month_of(now, 0, this);
	time_t since = month_of(now, -1, last);
	char *path = xasprintf("%s/%s.html", folder, last);
	int status = 0;

	if (access(path, F_OK) < 0)
		status = write_one(a, folder, last, since, until - 1, group);
	free(path);
	return status;
}

int schedule_run(const struct args *a)
{
	time_t now = time(NULL);
	struct config c;
	char *folder;
	gid_t group;
	int status;

	config_load(&c, a->config);
	if (!c.log.report) {
		printf("log.report is off: nothing is written\n");
		config_done(&c);
		return 0;
	}
	folder = make_folder(&c, &group);
	share(folder, group);
	status = write_one(a, folder, "latest", now - LATEST, 0, group);
	if (status == 0)
		status = write_month(a, folder, now, group);
	free(folder);
	config_done(&c);
	return status;
}
