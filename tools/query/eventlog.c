/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of EVE lines, following a log that is rotated. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "tools/query/eventlog_parts.h"

static struct eventlog *make(const char *path, time_t since)
{
	struct eventlog *l = xcalloc(1, sizeof(*l));

	store_init(&l->store, path);
	l->since = since;
	return l;
}

struct eventlog *eventlog_open(const char *path, time_t since)
{
	struct eventlog *l = make(path, since);
	struct sealkey none = { .can_check = false };
	int ret = ledger_read(&l->ledger, l->store.ledger, &none);

	if (ret < 0)
		eventlog_tell_unread(l, l->store.ledger, ret);
	return l;
}

struct eventlog *eventlog_of(char **files, int n)
{
	struct eventlog *l = make("-", 0);

	l->files = files;
	l->nfiles = n;
	return l;
}

void eventlog_close(struct eventlog *l)
{
	if (!l)
		return;
	if (l->open)
		linefile_close(&l->current);
	store_done(&l->store);
	ledger_done(&l->ledger);
	jsontree_done(&l->tree);
	free(l->passed);
	free(l);
}

void eventlog_choose(struct eventlog *l, struct guide *p)
{
	l->guide = p;
}

void eventlog_pass(struct eventlog *l, const char *stream, uint64_t seq)
{
	struct passed *p;

	l->passed = xgrow(l->passed, l->npassed, sizeof(*l->passed));
	p = &l->passed[l->npassed++];
	snprintf(p->stream, sizeof(p->stream), "%s", stream);
	p->seq = seq;
}

time_t eventlog_begins(const struct eventlog *l)
{
	return l->begins;
}

unsigned eventlog_unread(const struct eventlog *l)
{
	return l->unread;
}

/* --- files ------------------------------------------------------------- */

bool eventlog_wants(struct eventlog *l, const struct ledger_entry *e)
{
	time_t t;

	if (l->since && moment_parse(e->to, 0, &t) && t < l->since)
		return false;
	return !l->guide || guide_wants_file(l->guide, e);
}

bool eventlog_is_there(const struct ledger_entry *e)
{
	return e->what == LEDGER_SEAL && !e->dropped;
}

static bool read_entry(struct eventlog *l, const struct ledger_entry *e,
		       const struct taker *to)
{
	struct sealed s;
	bool go_on = true;
	time_t t;

	if (!eventlog_is_there(e))
		return true;
	if (moment_parse(e->from, 0, &t))
		eventlog_note_time(l, t);
	l->any = true;
	if (!eventlog_wants(l, e) || e->last <= eventlog_passed(l, e->stream))
		return true;
	if (!eventlog_open_sealed(l, &s, e))
		go_on = eventlog_read_path(l, s.path, true, to);
	else
		for (size_t i = 0; i < s.frames.n && go_on; i++)
			go_on = eventlog_read_frame(l, &s, i, to);
	eventlog_close_sealed(&s);
	return go_on;
}

static bool read_old(struct eventlog *l, const struct taker *to)
{
	struct store_file *files;
	bool go_on = true;
	size_t n;

	l->old_read = true;
	for (size_t i = 0; i < l->ledger.n && go_on; i++)
		go_on = read_entry(l, &l->ledger.entries[i], to);
	store_rotated(&l->store, &files, &n);
	for (size_t i = 0; i < n && go_on; i++)
		if (files[i].changed >= l->since)
			go_on = eventlog_read_path(l, files[i].path, false, to);
	store_free(files, n);
	return go_on;
}

bool eventlog_read_named(struct eventlog *l, const struct taker *to)
{
	bool go_on = true;

	for (int i = 0; i < l->nfiles && go_on && !l->old_read; i++)
		go_on = eventlog_read_path(l, l->files[i], true, to);
	l->old_read = true;
	return go_on && l->any;
}

/* Opens the current file, or the one that came in its place. */
bool eventlog_open_current(struct eventlog *l)
{
	struct stat st;

	if (stat(l->store.log, &st) < 0 || (l->open && st.st_ino == l->ino))
		return l->open;
	if (l->open)
		linefile_close(&l->current);
	l->open = linefile_open(&l->current, l->store.log) == 0;
	l->ino = st.st_ino;
	return l->open;
}

bool eventlog_read_current(struct eventlog *l, const struct taker *to)
{
	struct reading r = { .log = l, .path = l->store.log, .to = to };

	return eventlog_read_lines(&r, &l->current);
}

bool eventlog_read(struct eventlog *l,
		   bool (*take)(void *arg, const struct logged *e), void *arg)
{
	const struct taker to = { take, arg };

	if (l->files)
		return eventlog_read_named(l, &to);
	if (!l->old_read && !read_old(l, &to))
		return false;
	/* First the rest of the file that was open, then its successor. */
	if (l->open && !eventlog_read_current(l, &to))
		return false;
	if (!eventlog_open_current(l))	/* just renamed, say */
		return l->any;
	return eventlog_read_current(l, &to);
}

