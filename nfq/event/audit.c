/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of changes. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "nfq/event/audit.h"

bool audit_open(struct audit *a, const char *event_log)
{
	const char *slash = strrchr(event_log, '/');
	char *path = xasprintf("%.*saudit.json",
			       slash ? (int)(slash - event_log + 1) : 0,
			       event_log);
	bool ok = logfile_open(&a->file, path, 0, 0);

	a->notices = NULL;
	a->shared = NULL;
	free(path);
	return ok;
}

void audit_close(struct audit *a)
{
	logfile_close(&a->file);
}

void audit_reopen(struct audit *a)
{
	logfile_reopen(&a->file);
}

static void tell(struct audit *a, const char *what, uid_t who,
		 const char *detail)
{
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);

	if (!a->notices)
		return;
	notice_put_rules(&j, atomic_load(&a->shared->rules));
	notices_put(a->notices, what, who, detail, &fields);
}

void audit_write(struct audit *a, const char *what, uid_t who,
		 const char *fmt, ...)
{
	struct buffer line = { 0 };
	struct json j = json_into(&line);
	char when[MOMENT_TEXT], detail[512];
	struct timespec now;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	clock_gettime(CLOCK_REALTIME, &now);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.audit/1");
	json_text(&j, "timestamp", moment_format_eve(&now, when));
	json_text(&j, "event", what);
	if (who == AUDIT_SELF)
		json_text(&j, "by", "cordond");
	else
		json_number(&j, "uid", who);
	json_text(&j, "detail", detail);
	json_close(&j, '}');
	buffer_char(&line, '\n');
	logfile_check(&a->file);
	if (logfile_write(&a->file, line.p, line.len) == 0)
		warnx("%s: %s; not registered: %s: %s", a->file.path,
		      strerror(-a->file.error), what, detail);
	buffer_done(&line);
	tell(a, what, who, detail);
}
