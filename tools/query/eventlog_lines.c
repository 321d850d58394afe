/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes events of the lines of a log's files. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"
#include "tools/query/eventlog_parts.h"
#include "tools/record/foreign.h"

void eventlog_tell_unread(struct eventlog *l, const char *path, int error)
{
	warnx("%s: %s", path, error == -EBADMSG ? "it is damaged" :
	      error == -ENODATA ? "it ends too early" : strerror(-error));
	l->unread++;
}

/* "FILE:12", or where its number is not known "FILE". */
static void tell_bad(const struct eventlog *l, const char *path,
		     unsigned long line)
{
	char number[24] = "";

	if (line)
		snprintf(number, sizeof(number), ":%lu", line);
	if (*l->tree.why)
		warnx("%s%s: not an event, passed over: column %zu: %s",
		      path, number, l->tree.column, l->tree.reason);
	else
		warnx("%s%s: not an event, passed over: it has no time",
		      path, number);
}

void eventlog_note_time(struct eventlog *l, time_t t)
{
	if (!l->begins || t < l->begins)
		l->begins = t;
}

uint64_t eventlog_passed(const struct eventlog *l, const char *stream)
{
	uint64_t seq = 0;

	for (size_t i = 0; i < l->npassed; i++)
		if (strcmp(l->passed[i].stream, stream) == 0 &&
		    l->passed[i].seq > seq)
			seq = l->passed[i].seq;
	return seq;
}

/* Up to which line of a stream nothing is to be read of other files. */
static uint64_t covers(const struct eventlog *l, const char *stream)
{
	uint64_t sealed = ledger_covers(&l->ledger, stream);
	uint64_t passed = eventlog_passed(l, stream);

	return sealed > passed ? sealed : passed;
}

/* Has a sealed file the line, or is it passed over? */
static bool is_known(struct reading *r, const struct record *record,
		     const char *line, size_t len)
{
	if (r->sealed || (r->log->ledger.n == 0 && r->log->npassed == 0))
		return false;
	if (!entry_goes_on(&r->at, record, line, len))
		r->covered = covers(r->log, r->at.stream);
	return r->at.seq <= r->covered;
}

/* Of the log itself only what cordond wrote. */
bool eventlog_is_event(struct eventlog *l, struct record *r, const char *line,
		       size_t len)
{
	return r->kind == RECORD_EVENT ||
	       (l->files && foreign_read(r, &l->tree, line, len));
}

bool eventlog_take_line(struct reading *r, unsigned long number,
			const char *line, size_t len)
{
	struct eventlog *l = r->log;
	struct record record;
	struct logged e;

	record_read(&record, &l->tree, line, len);
	if (is_known(r, &record, line, len))
		return true;
	if (record.kind == RECORD_BAD) {
		tell_bad(l, r->path, number);
		return true;
	}
	eventlog_note_time(l, (time_t)(record.time / 1000000));
	if (!eventlog_is_event(l, &record, line, len))
		return true;
	logged_fill(&e, &record, line);
	return r->to->take(r->to->arg, &e);
}

bool eventlog_read_lines(struct reading *r, struct linefile *f)
{
	enum linefile_result got;
	bool go_on = true;
	size_t len;
	char *line;
	int error = 0;

	while (go_on && (got = linefile_next(f, &line, &len, &error)) <
	       LINEFILE_END) {
		if (got == LINEFILE_LINE)
			go_on = eventlog_take_line(r, f->number, line, len);
		else
			warnx("%s:%lu: not an event, passed over: it is too "
			      "long", r->path, f->number);
	}
	if (error < 0)
		eventlog_tell_unread(r->log, r->path, error);
	return go_on;
}

bool eventlog_read_path(struct eventlog *l, const char *path, bool sealed,
			const struct taker *to)
{
	struct reading r = { .log = l, .path = path, .sealed = sealed,
			     .to = to };
	bool is_input = l->files && strcmp(path, "-") == 0;
	struct linefile f;
	bool go_on = true;
	int ret = 0;

	if (is_input)
		linefile_over(&f, dup(STDIN_FILENO));
	else
		ret = linefile_open(&f, path);
	if (ret < 0) {
		/* What was rotated since it was looked for is still there. */
		if (ret != -ENOENT || sealed)
			eventlog_tell_unread(l, path, ret);
		return true;
	}
	l->any = true;
	go_on = eventlog_read_lines(&r, &f);
	linefile_close(&f);
	return go_on;
}
