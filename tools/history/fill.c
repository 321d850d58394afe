/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the log into the history. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "tools/archive/frames.h"
#include "tools/history/called.h"
#include "tools/history/fill.h"
#include "tools/history/framed.h"
#include "tools/history/gather.h"
#include "tools/record/linefile.h"

enum { DAY_LINES = 16384 };	/* are worth a write when a day is over */

#define DAY 86400000000ll	/* microseconds */

struct fill {
	struct history *h;
	const struct store *store;
	struct gather gather;
	struct framed framed;	/* rows of frames that wait */
	struct jsontree tree;
	struct fill_result *result;

	/* The file that is read, its place, and how it began. */
	struct entry_place at;
	struct gather_stream *stream;
	struct stat st;
	uint64_t behind;	/* the last line, in a plain file; 0: packed */
	unsigned broken;	/* lines since the last that was one */
};

static bool may_write(const struct fill *f)
{
	return f->h->lock >= 0;
}

/* --- writing ----------------------------------------------------------- */

/* Where to go on in the file, so that its beginning is not read again. */
static void write_place(struct fill *f)
{
	if (f->behind == 0 || !f->stream)
		return;
	db_run(&f->h->db, "INSERT OR REPLACE INTO main.place VALUES (%lld, "
	       "%lld, '%s', %lld, %lld)", (long long)f->st.st_dev,
	       (long long)f->st.st_ino, f->stream->stream,
	       (long long)f->stream->seq, (long long)f->behind);
}

static void commit(struct fill *f)
{
	struct db *d = &f->h->db;

	f->result->lines += f->gather.lines;
	f->result->broken += f->gather.broken;
	db_run(d, "BEGIN IMMEDIATE");
	gather_write(&f->gather, "main");
	framed_write(&f->framed, d, "main");
	write_place(f);
	db_run(d, "COMMIT");
}

/* --- lines ------------------------------------------------------------- */

/* In time: before a line of another day, if there is enough of this one. */
static void commit_in_time(struct fill *f, const struct record *r)
{
	const struct gather *g = &f->gather;

	if (may_write(f) &&
	    (g->lines >= FILL_LINES ||
	     (g->lines >= DAY_LINES && r->kind == RECORD_EVENT &&
	      gather_day(r->time) > g->day)))
		commit(f);
}

static void note_time(struct fill_result *result, const struct record *r)
{
	if (r->kind == RECORD_BAD)
		return;
	if (result->first == 0 || r->time < result->first)
		result->first = r->time;
	if (r->time > result->last)
		result->last = r->time;
}

static void take_line(struct fill *f, const char *line, size_t len)
{
	struct record r;

	record_read(&r, &f->tree, line, len);
	if (!entry_goes_on(&f->at, &r, line, len) || !f->stream)
		f->stream = gather_stream(&f->gather, f->at.stream);
	framed_note(&f->framed, f->gather.fold, &f->at, &r);
	/* It has no number: it comes with the next line that has one. */
	if (r.kind == RECORD_BAD && !f->at.before) {
		f->broken++;
		return;
	}
	if (f->at.seq > f->stream->seq) {
		commit_in_time(f, &r);
		note_time(f->result, &r);
		gather_line(&f->gather, f->stream, &f->at, &r, f->broken +
			    (r.kind == RECORD_BAD));
	}
	f->broken = 0;
}

static void start_file(struct fill *f)
{
	f->at = (struct entry_place) { .seq = 0 };
	f->stream = NULL;
	f->behind = 0;
	f->broken = 0;
}

static void tell_unread(struct fill *f, const char *path, int error)
{
	buffer_printf(&f->result->unread, "%s%s: %s",
		      f->result->unread.len ? "; " : "", path,
		      error == -EBADMSG ? "it is damaged" :
		      error == -ENODATA ? "it ends too early" :
		      strerror(-error));
}

/* --- sealed files ------------------------------------------------------ */

static void take_frame(struct fill *f, struct buffer *frame)
{
	char *p, *end;

	buffer_char(frame, '\0');
	for (p = frame->p; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		take_line(f, p, (size_t)(end - p));
	}
}

/* What the history has of a sealed file already. */
struct known {
	size_t frames;		/* noted */
	size_t over;		/* in those is no line that is missing */
	bool all;
};

static void find_known(struct fill *f, const struct ledger_entry *e,
		       struct known *k)
{
	uint64_t seq = gather_stream(&f->gather, e->stream)->seq;
	sqlite3_stmt *s = db_prepare(&f->h->db, "SELECT count(*), "
				     "ifnull(min(number) FILTER (WHERE "
				     "last > %lld), count(*)), max(last) FROM "
				     "main.frame WHERE file = '%s'",
				     (long long)seq, e->file);

	*k = (struct known) { .frames = 0 };
	if (db_step(&f->h->db, s)) {
		k->frames = (size_t)sqlite3_column_int64(s, 0);
		k->over = (size_t)sqlite3_column_int64(s, 1);
		k->all = seq >= e->last && e->last <=
			 (uint64_t)sqlite3_column_int64(s, 2);
	}
	sqlite3_finalize(s);
}

static void take_sealed(struct fill *f, const struct ledger_entry *e,
			const struct known *known)
{
	char *path = store_sealed(f->store, e->file);
	struct buffer lines = { 0 };
	struct frames frames;
	int ret = frames_open(&frames, path);

	start_file(f);
	for (size_t i = known->over; i < frames.n && ret >= 0; i++) {
		ret = frames_read(&frames, i, &lines);
		framed_begin(&f->framed, i < known->frames ? "" : e->file,
			     (uint32_t)i);
		if (ret == 0)
			take_frame(f, &lines);
		framed_end(&f->framed);
		/* Others may be whole. */
		if (ret == -EBADMSG)
			tell_unread(f, path, ret);
		ret = ret == -EBADMSG ? 0 : ret;
	}
	if (ret < 0)
		tell_unread(f, path, ret);
	frames_close(&frames);
	buffer_done(&lines);
	free(path);
}

/* Frames are written with what they came with, or alone, since to find them
 * again takes the whole file; so that their lines may still be missing. */
static void take_all_sealed(struct fill *f)
{
	struct sealkey none = { .can_check = false };
	struct ledger l;
	int ret = ledger_read(&l, f->store->ledger, &none);

	if (ret < 0)
		tell_unread(f, f->store->ledger, ret);
	for (size_t i = 0; i < l.n; i++) {
		const struct ledger_entry *e = &l.entries[i];
		struct known known;

		if (e->what != LEDGER_SEAL || e->dropped)
			continue;
		find_known(f, e, &known);
		if (known.all)
			continue;
		take_sealed(f, e, &known);
		if (may_write(f))
			framed_keep(&f->framed, &f->h->db, f->gather.things);
	}
	ledger_done(&l);
}

/* --- other files ------------------------------------------------------- */

/* Goes to where the file was left, if its stream's place is still that. */
static void skip_known(struct fill *f, struct linefile *l)
{
	struct db *d = &f->h->db;
	sqlite3_stmt *s = db_prepare(d, "SELECT stream, seq, offset FROM "
				     "main.place WHERE device = %lld AND "
				     "inode = %lld", (long long)f->st.st_dev,
				     (long long)f->st.st_ino);

	if (db_step(d, s)) {
		const char *stream = (const char *)sqlite3_column_text(s, 0);
		int64_t seq = sqlite3_column_int64(s, 1);
		int64_t offset = sqlite3_column_int64(s, 2);

		if (offset <= f->st.st_size &&
		    gather_stream(&f->gather, stream)->seq == (uint64_t)seq &&
		    linefile_seek(l, (uint64_t)offset) == 0) {
			snprintf(f->at.stream, sizeof(f->at.stream), "%s",
				 stream);
			f->at.seq = (uint64_t)seq;
			f->at.before = strncmp(stream, ENTRY_BEFORE,
					       strlen(ENTRY_BEFORE)) == 0;
			f->stream = gather_stream(&f->gather, stream);
		}
	}
	sqlite3_finalize(s);
}

static void take_file(struct fill *f, const char *path)
{
	struct linefile l;
	size_t len;
	char *line;
	int error = linefile_open(&l, path);
	bool plain = error == 0 && packed_is_plain(l.from);

	start_file(f);
	if (plain && stat(path, &f->st) == 0)
		skip_known(f, &l);
	while (error == 0 &&
	       linefile_next(&l, &line, &len, &error) < LINEFILE_END) {
		take_line(f, line, len);
		/* Lines that are none are counted with the next. */
		if (plain && f->broken == 0)
			f->behind = l.behind;
	}
	f->result->broken += f->broken;
	f->result->loose += f->broken;
	if (error < 0 && error != -ENOENT)
		tell_unread(f, path, error);
	linefile_close(&l);
}

static void take_rest(struct fill *f)
{
	struct store_file *files;
	size_t n;

	framed_begin(&f->framed, "", 0);
	store_rotated(f->store, &files, &n);
	for (size_t i = 0; i < n; i++)
		take_file(f, files[i].path);
	store_free(files, n);
	take_file(f, f->store->log);
}

/* --- all of it --------------------------------------------------------- */

void fill_history(struct history *h, const struct store *store, bool all,
		  struct fill_result *result)
{
	struct fill f = { .h = h, .store = store, .result = result };

	*result = (struct fill_result) { .lines = 0 };
	gather_init(&f.gather, &h->db);
	take_all_sealed(&f);
	take_rest(&f);
	if (may_write(&f) && f.gather.lines > 0 &&
	    (all || f.gather.lines >= FILL_LINES ||
	     f.gather.until - f.gather.since >= DAY))
		commit(&f);
	if (may_write(&f) && !h->nameless)
		called_keep(&h->db, &h->names, result->lines > 0);
	result->rest = f.gather.lines;
	result->broken += f.gather.broken;
	history_begin(h);
	gather_write(&f.gather, "temp");
	framed_write(&f.framed, &h->db, "temp");
	framed_done(&f.framed);
	gather_done(&f.gather);
	jsontree_done(&f.tree);
}

void fill_done(struct fill_result *result)
{
	buffer_done(&result->unread);
}
