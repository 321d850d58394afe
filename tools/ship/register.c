/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Brings the register of changes. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/jsontree.h"
#include "tools/archive/sealkey.h"
#include "tools/archive/store.h"
#include "tools/centre/rows.h"
#include "tools/record/linefile.h"
#include "tools/record/record.h"
#include "tools/ship/register.h"

enum { ROWS_MOST = 1 << 20 };	/* bytes of an INSERT, and a line more */

void register_done(struct register_way *r)
{
	free(r->ids);
	*r = (struct register_way) { .asked = false };
}

/* --- what there is ----------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct register_id *)a)->text,
		      ((const struct register_id *)b)->text);
}

static void add(struct register_way *r, const char *id)
{
	r->ids = xgrow(r->ids, r->n, sizeof(*r->ids));
	snprintf(r->ids[r->n++].text, sizeof(r->ids->text), "%s", id);
}

/* In any order of the centre's. */
static bool ask(struct register_way *r, struct centre *to,
		const char *gateway, struct fault *why)
{
	struct buffer sql = { 0 }, answer = { 0 };
	struct rows rows;
	bool well;

	if (r->asked)
		return true;
	buffer_text(&sql, "SELECT DISTINCT id FROM cordon.changes WHERE "
		    "gateway = ");
	rows_quote(&sql, gateway);
	buffer_char(&sql, '\0');
	well = centre_ask(to, sql.p, &answer, why);
	rows = rows_over(&answer);
	r->n = 0;
	while (well && rows_next(&rows))
		add(r, rows_text(&rows, 0));
	if (r->n > 0)
		qsort(r->ids, r->n, sizeof(*r->ids), compare);
	r->asked = well;
	buffer_done(&answer);
	buffer_done(&sql);
	return well;
}

/* --- lines ------------------------------------------------------------- */

struct bringing {
	struct register_way *r;
	struct centre *to;
	const char *gateway;
	size_t known;		/* of the ids: those behind are new */
	struct buffer rows;
	struct jsontree tree;
	struct fault *why;
};

static bool flush(struct bringing *b)
{
	bool well = b->rows.len == 0 ||
		    centre_put(b->to, "INSERT INTO cordon.changes (gateway, "
			       "id, us, line) FORMAT TabSeparated", &b->rows,
			       b->why);

	buffer_reset(&b->rows);
	return well;
}

static bool take_line(struct bringing *b, const char *line, size_t len)
{
	struct register_id id;
	char digest[DIGEST_TEXT];
	const struct jsontree_node *top;
	const char *when;
	int64_t us = 0;

	snprintf(id.text, sizeof(id.text), "%.*s", (int)REGISTER_ID,
		 sealkey_digest(line, len, digest));
	if (b->known > 0 && bsearch(&id, b->r->ids, b->known, sizeof(id),
				    compare))
		return true;
	top = jsontree_parse(&b->tree, line, len);
	when = top ? jsontree_text(top, "timestamp") : NULL;
	/* What is no line of it is none at the centre either. */
	if (!when || !record_time((struct span) { (const uint8_t *)when,
						  strlen(when) }, &us))
		return true;
	add(b->r, id.text);
	rows_put(&b->rows, b->gateway);
	buffer_printf(&b->rows, "\t%s\t%" PRId64 "\t", id.text, us);
	rows_put(&b->rows, line);
	buffer_char(&b->rows, '\n');
	return b->rows.len < ROWS_MOST || flush(b);
}

static bool take_file(struct bringing *b, const char *path)
{
	enum linefile_result got;
	struct linefile l;
	bool well = true;
	size_t len;
	char *line;
	int error = linefile_open(&l, path);

	while (error == 0 && well &&
	       (got = linefile_next(&l, &line, &len, &error)) < LINEFILE_END)
		if (got == LINEFILE_LINE)
			well = take_line(b, line, len);
	linefile_close(&l);
	return well;
}

static bool take_all(struct bringing *b, const char *path)
{
	struct store_file *files;
	struct store store;
	bool well = true;
	size_t n;

	store_init(&store, path);
	store_rotated(&store, &files, &n);
	for (size_t i = 0; i < n && well; i++)
		well = take_file(b, files[i].path);
	well = well && take_file(b, path) && flush(b);
	store_free(files, n);
	store_done(&store);
	return well;
}

static bool is_same(const struct register_way *r, const struct stat *st)
{
	return r->asked && r->device == st->st_dev &&
	       r->inode == st->st_ino && r->size == st->st_size;
}

bool register_tell(struct register_way *r, struct centre *to,
		   const struct config *c, const char *gateway,
		   struct fault *why)
{
	struct bringing b = { .r = r, .to = to, .gateway = gateway,
			      .why = why };
	const char *slash = strrchr(c->log.file, '/');
	char *path = xasprintf("%.*saudit.json", slash ?
			       (int)(slash - c->log.file + 1) : 0,
			       c->log.file);
	struct stat st;
	bool well = true;

	if (*gateway && stat(path, &st) == 0 && !is_same(r, &st)) {
		well = ask(r, to, gateway, why);
		b.known = r->n;
		well = well && take_all(&b, path);
		/* Who knows which of them arrived? */
		r->asked = well;
		r->device = st.st_dev;
		r->inode = st.st_ino;
		r->size = st.st_size;
		if (r->n > 0)
			qsort(r->ids, r->n, sizeof(*r->ids), compare);
	}
	jsontree_done(&b.tree);
	buffer_done(&b.rows);
	free(path);
	return well;
}
