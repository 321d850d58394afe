/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the register of changes. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "tools/archive/store.h"
#include "tools/audit/walk.h"
#include "tools/record/linefile.h"

#define SECOND 1000000ll

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

/* --- of a fleet -------------------------------------------------------- */

/* The line with its gateway in front. */
static void write_line(struct buffer *to, const char *gateway,
		       const char *line)
{
	struct json j;

	buffer_reset(to);
	j = json_into(to);
	json_open(&j, NULL, '{');
	json_text(&j, "gateway", gateway);
	if (line[1] != '}')
		buffer_char(to, ',');
	buffer_text(to, line + 1);
}

static void take_row(struct walk *w, const struct rows *r, struct buffer *line)
{
	const char *gateway = rows_text(r, 0), *text = rows_text(r, 1), *why;
	struct change c;

	w->any = true;
	if (!change_read(&c, &w->tree, text, strlen(text), &why)) {
		warnx("%s: not a line of its register, passed over: %s",
		      gateway, why);
		w->bad++;
		return;
	}
	c.gateway = gateway;
	write_line(line, gateway, text);
	if (!w->begins || c.time < w->begins)
		w->begins = c.time;
	w->take(w->arg, &c, line->p);
}

bool walk_fleet(struct walk *w, struct query *q, time_t since, time_t until,
		struct fault *why)
{
	struct buffer sql = { 0 }, line = { 0 };
	struct rows r;
	bool well;

	buffer_printf(&sql, "SELECT gateway, line FROM cordon.v_change WHERE "
		      "us >= %lld", (long long)since * SECOND);
	if (until)
		buffer_printf(&sql, " AND us < %lld",
			      ((long long)until + 1) * SECOND);
	query_put_gateway(&sql, " AND ", q->gateway);
	buffer_text(&sql, " ORDER BY us, gateway, line");
	well = query_ask_fleet(q, &sql, &r, why);
	while (well && rows_next(&r))
		take_row(w, &r, &line);
	buffer_done(&line);
	buffer_done(&sql);
	return well;
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
