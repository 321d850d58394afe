/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the register of changes. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/archive/store.h"
#include "tools/audit/walk.h"
#include "tools/record/linefile.h"

static void take(struct walk *w, const char *path, unsigned long number,
		 const char *line, size_t len)
{
	struct change c;
	const char *why;

	if (!change_read(&c, &w->tree, line, len, &why)) {
		warnx("%s:%lu: not a line of the register, passed over: %s",
		      path, number, why);
		w->bad++;
		return;
	}
	if (!w->begins || c.time < w->begins)
		w->begins = c.time;
	w->take(w->arg, &c, line);
}

static void tell_unread(struct walk *w, const char *path, int error)
{
	warnx("%s: %s", path, error == -EBADMSG ? "it is damaged" :
	      error == -ENODATA ? "it ends too early" : strerror(-error));
	w->unread++;
}

static void read_lines(struct walk *w, const char *path, struct linefile *f)
{
	enum linefile_result got;
	int error = 0;
	size_t len;
	char *line;

	w->any = true;
	while ((got = linefile_next(f, &line, &len, &error)) < LINEFILE_END) {
		if (got == LINEFILE_LINE) {
			take(w, path, f->number, line, len);
			continue;
		}
		warnx("%s:%lu: not a line of the register, passed over: it is "
		      "too long", path, f->number);
		w->bad++;
	}
	if (error < 0)
		tell_unread(w, path, error);
}

void walk_path(struct walk *w, const char *path, bool needed)
{
	struct linefile f;
	int ret = 0;

	if (strcmp(path, "-") == 0)
		linefile_over(&f, dup(STDIN_FILENO));
	else
		ret = linefile_open(&f, path);
	if (ret == 0)
		read_lines(w, path, &f);
	else if (needed || ret != -ENOENT)
		tell_unread(w, path, ret);
	linefile_close(&f);
}

void walk_register(struct walk *w, const char *path, time_t since)
{
	struct store store;
	struct store_file *files;
	size_t n;

	store_init(&store, path);
	store_rotated(&store, &files, &n);
	for (size_t i = 0; i < n; i++)
		if (files[i].changed >= since)
			walk_path(w, files[i].path, false);
	walk_path(w, path, false);
	store_free(files, n);
	store_done(&store);
}

void walk_done(struct walk *w)
{
	jsontree_done(&w->tree);
}

char *walk_register_path(const struct config *c)
{
	const char *slash = strrchr(c->log.file, '/');

	return xasprintf("%.*saudit.json",
			 slash ? (int)(slash - c->log.file + 1) : 0,
			 c->log.file);
}
