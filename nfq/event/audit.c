/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The register of changes. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
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
	a->called = false;
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
		 const struct audit_change *c, const char *detail)
{
	struct buffer fields = { 0 };
	struct json j = json_into(&fields);

	if (!a->notices)
		return;
	notice_put_rules(&j, atomic_load(&a->shared->rules));
	if (c && c->away_ms)
		json_signed(&j, "away_ms", c->away_ms);
	notices_put(a->notices, what, who, detail, &fields);
}

static void put_text(struct json *j, const char *key, const char *text)
{
	if (text)
		json_text(j, key, text);
	else
		json_word(j, key, "null");
}

static void put_change(struct json *j, const struct audit_change *c)
{
	char until[MOMENT_TEXT];

	if (c->away_ms) {
		json_signed(j, "away_ms", c->away_ms);
		return;
	}
	if (c->of)
		json_text(j, "of", c->of);
	put_text(j, "before", c->before);
	put_text(j, "after", c->after);
	if (c->until)
		json_text(j, "until", moment_format(c->until, until));
	if (c->confirm)
		json_bool(j, "confirm", true);
}

static void put_caller(struct json *j, const struct caller *c)
{
	static const char *const keys[] = {
		"user", "sudo_user", "tty", "command",
	};
	const char *const texts[] = {
		c->user, c->sudo_user, c->tty, c->command,
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (*texts[i])
			json_text(j, keys[i], texts[i]);
}

static void put_line(struct audit *a, const char *what, uid_t who,
		     const struct audit_change *c, const char *detail)
{
	struct buffer line = { 0 };
	struct json j = json_into(&line);
	char when[MOMENT_TEXT];
	struct timespec now;

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
	if (c)
		put_change(&j, c);
	if (who != AUDIT_SELF && a->called)
		put_caller(&j, &a->caller);
	json_close(&j, '}');
	buffer_char(&line, '\n');
	logfile_check(&a->file);
	if (logfile_write(&a->file, line.p, line.len) == 0)
		warnx("%s: %s; not registered: %s: %s", a->file.path,
		      strerror(-a->file.error), what, detail);
	buffer_done(&line);
	tell(a, what, who, c, detail);
}

void audit_write(struct audit *a, const char *what, uid_t who,
		 const char *fmt, ...)
{
	char detail[NOTICE_DETAIL];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	put_line(a, what, who, NULL, detail);
}

void audit_change(struct audit *a, const char *what, uid_t who,
		  const struct audit_change *c, const char *fmt, ...)
{
	char detail[NOTICE_DETAIL];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	put_line(a, what, who, c, detail);
}
