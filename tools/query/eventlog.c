/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of EVE lines, following a log that is rotated. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "tools/archive/entry.h"
#include "tools/archive/store.h"
#include "tools/query/eventlog.h"
#include "tools/record/linefile.h"

struct eventlog {
	struct store store;
	time_t since;
	char **files;		/* that were named; NULL: those of the store */
	int nfiles;
	struct ledger ledger;
	struct linefile current;	/* if it is open */
	bool open;
	ino_t ino;
	bool old_read;		/* all before the current file is done */
	bool any;		/* there was one */
	time_t begins;		/* of the first line */
	unsigned unread;
	struct jsontree tree;	/* of the line */
};

/* Who is given the events. */
struct taker {
	bool (*take)(void *arg, const struct logged *e);
	void *arg;
};

static struct eventlog *make(const char *path, time_t since)
{
	struct eventlog *l = xcalloc(1, sizeof(*l));

	store_init(&l->store, path);
	l->since = since;
	return l;
}

static void tell_unread(struct eventlog *l, const char *path, int error)
{
	warnx("%s: %s", path, error == -EBADMSG ? "it is damaged" :
	      error == -ENODATA ? "it ends too early" : strerror(-error));
	l->unread++;
}

struct eventlog *eventlog_open(const char *path, time_t since)
{
	struct eventlog *l = make(path, since);
	struct sealkey none = { .can_check = false };
	int ret = ledger_read(&l->ledger, l->store.ledger, &none);

	if (ret < 0)
		tell_unread(l, l->store.ledger, ret);
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
	free(l);
}

time_t eventlog_begins(const struct eventlog *l)
{
	return l->begins;
}

unsigned eventlog_unread(const struct eventlog *l)
{
	return l->unread;
}

/* --- lines ------------------------------------------------------------- */

static void tell_bad(const struct eventlog *l, const char *path,
		     unsigned long line)
{
	if (*l->tree.why)
		warnx("%s:%lu: not an event, passed over: column %zu: %s",
		      path, line, l->tree.column, l->tree.reason);
	else
		warnx("%s:%lu: not an event, passed over: it has no time",
		      path, line);
}

static void note_time(struct eventlog *l, time_t t)
{
	if (!l->begins || t < l->begins)
		l->begins = t;
}

/* What a file's lines are read with. */
struct reading {
	struct eventlog *log;
	const char *path;
	bool sealed;		/* or named: each of its lines counts */
	struct entry_place at;
	uint64_t covered;	/* of its stream, by sealed files */
	const struct taker *to;
};

/* Has a sealed file the line? */
static bool is_known(struct reading *r, const struct record *record,
		     const char *line, size_t len)
{
	if (r->sealed || r->log->ledger.n == 0)
		return false;
	if (!entry_goes_on(&r->at, record, line, len))
		r->covered = ledger_covers(&r->log->ledger, r->at.stream);
	return r->at.seq <= r->covered;
}

static bool take_line(struct reading *r, const struct linefile *f,
		      const char *line, size_t len)
{
	struct eventlog *l = r->log;
	struct record record;
	struct logged e;

	record_read(&record, &l->tree, line, len);
	if (is_known(r, &record, line, len))
		return true;
	if (record.kind == RECORD_BAD) {
		tell_bad(l, r->path, f->number);
		return true;
	}
	note_time(l, (time_t)(record.time / 1000000));
	if (record.kind != RECORD_EVENT)
		return true;
	logged_fill(&e, &record, line);
	return r->to->take(r->to->arg, &e);
}

/* Reads whole lines to the end; the beginning of a line that is still being
 * written is left for the next time. */
static bool read_lines(struct reading *r, struct linefile *f)
{
	enum linefile_result got;
	bool go_on = true;
	size_t len;
	char *line;
	int error = 0;

	while (go_on && (got = linefile_next(f, &line, &len, &error)) <
	       LINEFILE_END) {
		if (got == LINEFILE_LINE)
			go_on = take_line(r, f, line, len);
		else
			warnx("%s:%lu: not an event, passed over: it is too "
			      "long", r->path, f->number);
	}
	if (error < 0)
		tell_unread(r->log, r->path, error);
	return go_on;
}

static bool read_path(struct eventlog *l, const char *path, bool sealed,
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
			tell_unread(l, path, ret);
		return true;
	}
	l->any = true;
	go_on = read_lines(&r, &f);
	linefile_close(&f);
	return go_on;
}

/* --- files ------------------------------------------------------------- */

static bool ended_before(const struct ledger_entry *e, time_t since)
{
	time_t t;

	return since && moment_parse(e->to, 0, &t) && t < since;
}

static bool is_there(const struct ledger_entry *e)
{
	return e->what == LEDGER_SEAL && !e->dropped;
}

static bool read_entry(struct eventlog *l, const struct ledger_entry *e,
		       const struct taker *to)
{
	char *path;
	bool go_on;
	time_t t;

	if (!is_there(e))
		return true;
	if (moment_parse(e->from, 0, &t))
		note_time(l, t);
	if (ended_before(e, l->since))
		return true;
	path = store_sealed(&l->store, e->file);
	go_on = read_path(l, path, true, to);
	free(path);
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
			go_on = read_path(l, files[i].path, false, to);
	store_free(files, n);
	return go_on;
}

static bool read_named(struct eventlog *l, const struct taker *to)
{
	bool go_on = true;

	for (int i = 0; i < l->nfiles && go_on && !l->old_read; i++)
		go_on = read_path(l, l->files[i], true, to);
	l->old_read = true;
	return go_on && l->any;
}

/* Opens the current file, or the one that came in its place. */
static bool open_current(struct eventlog *l)
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

static bool read_current(struct eventlog *l, const struct taker *to)
{
	struct reading r = { .log = l, .path = l->store.log, .to = to };

	return read_lines(&r, &l->current);
}

bool eventlog_read(struct eventlog *l,
		   bool (*take)(void *arg, const struct logged *e), void *arg)
{
	const struct taker to = { take, arg };

	if (l->files)
		return read_named(l, &to);
	if (!l->old_read && !read_old(l, &to))
		return false;
	/* First the rest of the file that was open, then its successor. */
	if (l->open && !read_current(l, &to))
		return false;
	if (!open_current(l))	/* just renamed, say */
		return l->any;
	return read_current(l, &to);
}

/* --- the last ---------------------------------------------------------- */

/* The last lines of what is read, in a ring. */
struct ring {
	struct eventlog *log;
	bool (*wants)(void *arg, const struct logged *e);
	void *arg;
	char **lines;
	size_t most, n;		/* n: that there were */
};

static bool keep(void *arg, const struct logged *e)
{
	struct ring *r = arg;
	char **at = &r->lines[r->n % r->most];

	if (!r->wants(r->arg, e))
		return true;
	free(*at);
	*at = xstrdup(e->raw);
	r->n++;
	return true;
}

static size_t kept(const struct ring *r)
{
	return r->n < r->most ? r->n : r->most;
}

/* Hands its lines over, in their order. */
static bool hand_over(struct ring *r, const struct taker *to)
{
	bool go_on = true;

	for (size_t i = r->n - kept(r); i < r->n && go_on; i++) {
		const char *line = r->lines[i % r->most];
		struct logged e;

		if (logged_read(&e, &r->log->tree, line, strlen(line)) ==
		    LOGGED_EVENT)
			go_on = to->take(to->arg, &e);
	}
	return go_on;
}

static void ring_done(struct ring *r)
{
	for (size_t i = 0; i < kept(r); i++)
		free(r->lines[i]);
	free(r->lines);
}

/* Files from the last to the first, each with a ring of its own for as many as
 * are still wanted; handed over the other way around. */
struct rings {
	struct ring *rings;
	size_t n;
	size_t left;		/* that are still wanted */
};

static struct taker begin_ring(struct rings *all, struct eventlog *l,
			       bool (*wants)(void *, const struct logged *),
			       void *arg)
{
	struct ring *r;

	all->rings = xgrow(all->rings, all->n, sizeof(*all->rings));
	r = &all->rings[all->n++];
	*r = (struct ring) {
		.log = l, .wants = wants, .arg = arg, .most = all->left,
		.lines = xcalloc(all->left, sizeof(*r->lines)),
	};
	return (struct taker) { keep, r };
}

static void end_ring(struct rings *all)
{
	all->left -= kept(&all->rings[all->n - 1]);
}

/* Where it begins, of the oldest file there is. */
static void look_at_first(struct eventlog *l)
{
	struct store_file *files;
	struct linefile f;
	struct record r;
	size_t n, len;
	char *line;
	int error;
	time_t t;

	for (size_t i = 0; i < l->ledger.n; i++)
		if (is_there(&l->ledger.entries[i]) &&
		    moment_parse(l->ledger.entries[i].from, 0, &t))
			note_time(l, t);
	store_rotated(&l->store, &files, &n);
	if (n > 0 && linefile_open(&f, files[0].path) == 0) {
		if (linefile_next(&f, &line, &len, &error) == LINEFILE_LINE &&
		    record_read(&r, &l->tree, line, len) != RECORD_BAD)
			note_time(l, (time_t)(r.time / 1000000));
		linefile_close(&f);
	}
	store_free(files, n);
}

static void read_backwards(struct eventlog *l, struct rings *all,
			   bool (*wants)(void *, const struct logged *),
			   void *arg)
{
	struct store_file *files;
	struct taker to;
	size_t n;

	if (open_current(l)) {
		to = begin_ring(all, l, wants, arg);
		l->any = true;
		read_current(l, &to);
		end_ring(all);
	}
	store_rotated(&l->store, &files, &n);
	while (n-- > 0 && all->left > 0) {
		if (files[n].changed >= l->since) {
			to = begin_ring(all, l, wants, arg);
			read_path(l, files[n].path, false, &to);
			end_ring(all);
		}
		free(files[n].path);
	}
	store_free(files, n == (size_t)-1 ? 0 : n + 1);
	for (size_t i = l->ledger.n; i-- > 0 && all->left > 0; ) {
		to = begin_ring(all, l, wants, arg);
		read_entry(l, &l->ledger.entries[i], &to);
		end_ring(all);
	}
}

bool eventlog_last(struct eventlog *l, size_t n,
		   bool (*wants)(void *arg, const struct logged *e),
		   bool (*take)(void *arg, const struct logged *e), void *arg)
{
	const struct taker to = { take, arg };
	struct rings all = { .left = n };
	struct taker into;
	bool go_on = true;

	if (l->files) {
		into = begin_ring(&all, l, wants, arg);
		read_named(l, &into);
	} else {
		read_backwards(l, &all, wants, arg);
		look_at_first(l);
	}
	l->old_read = true;
	for (size_t i = all.n; i-- > 0; ) {
		go_on = go_on && hand_over(&all.rings[i], &to);
		ring_done(&all.rings[i]);
	}
	free(all.rings);
	return l->any && go_on;
}
