/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads files of EVE lines, following a log that is rotated. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/log/eventlog.h"

/* cordond's lines are shorter than that by far. */
enum { ROTATED_MAX = 1000, LINE_LONGEST = 65536 };

struct eventlog {
	char *path;
	time_t since;
	FILE *f;		/* the current file, once reached */
	ino_t ino;
	unsigned long line;
	char *text;		/* of the line being read */
	size_t size;
	bool old_read;		/* the rotated files are done */
	bool any;		/* there was one */
	time_t begins;		/* of the first line */
	struct jsontree tree;	/* of the line */
};

struct eventlog *eventlog_open(const char *path, time_t since)
{
	struct eventlog *l = xcalloc(1, sizeof(*l));

	l->path = xstrdup(path);
	l->since = since;
	return l;
}

void eventlog_close(struct eventlog *l)
{
	if (!l)
		return;
	if (l->f)
		fclose(l->f);
	free(l->path);
	free(l->text);
	jsontree_done(&l->tree);
	free(l);
}

static void tell_bad(const struct eventlog *l, const char *path)
{
	if (*l->tree.why)
		warnx("%s:%lu: not an event, passed over: column %zu: %s",
		      path, l->line, l->tree.column, l->tree.reason);
	else
		warnx("%s:%lu: not an event, passed over: it has no time",
		      path, l->line);
}

/* Who is given the events. */
struct taker {
	bool (*take)(void *arg, const struct logged *e);
	void *arg;
};

static void note_time(struct eventlog *l, time_t t)
{
	if (!l->begins)
		l->begins = t;
}

time_t eventlog_begins(const struct eventlog *l)
{
	return l->begins;
}

static bool take_line(struct eventlog *l, const char *path, size_t len,
		      const struct taker *to)
{
	struct logged e;

	if (len >= LINE_LONGEST) {
		warnx("%s:%lu: not an event, passed over: it is too long",
		      path, l->line);
		return true;
	}
	switch (logged_read(&e, &l->tree, l->text, len)) {
	case LOGGED_EVENT:
		note_time(l, e.time);
		return to->take(to->arg, &e);
	case LOGGED_BAD:
		tell_bad(l, path);
		break;
	case LOGGED_OTHER:
		note_time(l, e.time);
		break;
	}
	return true;
}

/* --- files ----------------------------------------------------------- */

/* Reads whole lines to the end of `f`; the beginning of a line that is still
 * being written is left for the next time. */
static bool read_lines(struct eventlog *l, FILE *f, const char *path,
		       const struct taker *to)
{
	for (;;) {
		off_t at = ftello(f);
		ssize_t n = getline(&l->text, &l->size, f);

		if (n < 0)
			break;
		if (l->text[n - 1] != '\n') {
			fseeko(f, at, SEEK_SET);
			break;
		}
		l->text[n - 1] = '\0';
		l->line++;
		if (!take_line(l, path, (size_t)n - 1, to))
			return false;
	}
	clearerr(f);
	return true;
}

static bool read_rotated(struct eventlog *l, const struct taker *to)
{
	struct stat st;
	unsigned n = 0;
	bool go_on = true;

	l->old_read = true;
	for (unsigned i = 1; i <= ROTATED_MAX; i++) {
		char *path = xasprintf("%s.%u", l->path, i);

		if (stat(path, &st) == 0)
			n = i;
		free(path);
	}
	for (; n > 0 && go_on; n--) {
		char *path = xasprintf("%s.%u", l->path, n);
		FILE *f = stat(path, &st) == 0 && st.st_mtime >= l->since ?
			  fopen(path, "re") : NULL;

		l->line = 0;
		if (f) {
			l->any = true;
			go_on = read_lines(l, f, path, to);
			fclose(f);
		}
		free(path);
	}
	return go_on;
}

/* Opens the current file, or the one that came in its place. */
static bool open_current(struct eventlog *l)
{
	struct stat st;

	if (stat(l->path, &st) < 0 || (l->f && st.st_ino == l->ino))
		return l->f != NULL;
	if (l->f)
		fclose(l->f);
	l->f = fopen(l->path, "re");
	l->ino = st.st_ino;
	l->line = 0;
	return l->f != NULL;
}

bool eventlog_read(struct eventlog *l,
		   bool (*take)(void *arg, const struct logged *e), void *arg)
{
	const struct taker to = { take, arg };

	if (!l->old_read && !read_rotated(l, &to))
		return false;
	/* First the rest of the file that was open, then its successor. */
	if (l->f && !read_lines(l, l->f, l->path, &to))
		return false;
	if (!open_current(l))	/* just renamed, say */
		return l->any;
	return read_lines(l, l->f, l->path, &to);
}
