/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Goes through the log for what is to be sent. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/archive/frames.h"
#include "tools/record/linefile.h"
#include "tools/ship/round.h"

void round_done(struct round *r)
{
	delivery_done(&r->delivery);
	covering_done(&r->covering);
	block_done(&r->block);
	jsontree_done(&r->tree);
}

/* --- lines ------------------------------------------------------------- */

static bool send(struct round *r, struct fault *why)
{
	struct arrived_stream *s;

	if (r->block.lines == 0)
		return true;
	if (!delivery_bring(&r->delivery, &r->block, why))
		return false;
	s = arrived_stream(r->arrived, r->block.stream);
	if (s)
		s->last = r->block.last;
	r->arrived->sent += r->block.lines;
	snprintf(r->arrived->gateway, sizeof(r->arrived->gateway), "%s",
		 r->block.gateway);
	block_reset(&r->block);
	return true;
}

/* Of a stream that was not met since the last failure the centre knows best. */
static bool ask_place(struct round *r, struct arrived_stream *s,
		      struct fault *why)
{
	uint64_t end;

	if (strcmp(r->asked, s->stream) == 0)
		return true;
	if (!delivery_place(&r->delivery, s->stream, &s->last, &end, why))
		return false;
	snprintf(r->asked, sizeof(r->asked), "%s", s->stream);
	r->block.end = end;
	return true;
}

/* Is the number to be waited for, as one before it has not been seen yet? */
static bool is_early(struct round *r, const struct arrived_stream *s,
		     uint64_t seq)
{
	uint64_t before = r->block.lines > 0 ? r->block.last : s->last;

	if (before == 0 || seq <= before + 1)
		return false;
	if (r->gaps >= ROUND_PATIENCE) {
		r->arrived->missing += seq - before - 1;
		return false;
	}
	r->gap = true;
	return true;
}

static bool take_line(struct round *r, const char *line, size_t len,
		      struct fault *why)
{
	struct arrived_stream *s;
	struct record rec;

	record_read(&rec, &r->tree, line, len);
	if (rec.kind == RECORD_BAD)
		return true;
	entry_goes_on(&r->at, &rec, line, len);
	if (r->at.before || r->gap)
		return true;
	s = arrived_stream(r->arrived, r->at.stream);
	if (!s || (r->block.lines > 0 &&
		   strcmp(r->block.stream, s->stream) != 0 && !send(r, why)))
		return !s;
	if (!ask_place(r, s, why))
		return false;
	if (is_early(r, s, r->at.seq))
		return true;
	if (!covering_note(&r->covering, s->stream, &rec, r->at.seq, why))
		return false;
	if (r->at.seq <= s->last ||
	    (r->block.lines > 0 && r->at.seq <= r->block.last))
		return true;
	if (!block_takes(&r->block, &rec, r->at.seq) && !send(r, why))
		return false;
	block_add(&r->block, &rec, r->at.seq);
	return true;
}

/* --- sealed files ------------------------------------------------------ */

static bool take_frame(struct round *r, struct buffer *frame,
		       struct fault *why)
{
	char *p, *end;

	buffer_char(frame, '\0');
	for (p = frame->p; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		if (!take_line(r, p, (size_t)(end - p), why))
			return false;
	}
	return true;
}

/* What is damaged is told by "log verify"; its numbers are missing here. */
static bool take_sealed(struct round *r, const struct ledger_entry *e,
			struct fault *why)
{
	char *path = store_sealed(r->store, e->file);
	struct buffer lines = { 0 };
	struct frames f;
	bool well = true;

	r->at = (struct entry_place) { .seq = 0 };
	if (frames_open(&f, path) == 0)
		for (size_t i = 0; i < f.n && well; i++)
			if (frames_read(&f, i, &lines) == 0)
				well = take_frame(r, &lines, why);
	frames_close(&f);
	buffer_done(&lines);
	free(path);
	return well && send(r, why);
}

static bool take_all_sealed(struct round *r, struct fault *why)
{
	struct sealkey none = { .can_check = false };
	bool well = true;
	struct ledger l;
	int ret = ledger_read(&l, r->store->ledger, &none);

	if (ret < 0) {
		fault_set(why, ret, "cannot be read");
		fault_at(why, r->store->ledger, 0);
	}
	for (size_t i = 0; i < l.n && well && ret == 0; i++) {
		const struct ledger_entry *e = &l.entries[i];

		if (e->what == LEDGER_SEAL && !e->dropped &&
		    strncmp(e->stream, ENTRY_BEFORE, strlen(ENTRY_BEFORE)) &&
		    (!arrived_has(r->arrived, e->stream, e->last) ||
		     !covering_has(&r->covering, e->stream, e->last)))
			well = take_sealed(r, e, why);
	}
	ledger_done(&l);
	return well && ret == 0;
}

/* --- other files ------------------------------------------------------- */

static struct round_file *known(struct round *r, const struct stat *st)
{
	for (size_t i = 0; i < r->nfiles; i++)
		if (r->files[i].device == st->st_dev &&
		    r->files[i].inode == st->st_ino)
			return &r->files[i];
	return NULL;
}

/* The oldest gives way. */
static void note(struct round *r, const struct stat *st, uint64_t offset)
{
	struct round_file *f = known(r, st);

	if (!f && r->nfiles == ROUND_FILES) {
		memmove(r->files, r->files + 1,
			sizeof(*r->files) * (ROUND_FILES - 1));
		r->nfiles--;
	}
	if (!f)
		f = &r->files[r->nfiles++];
	*f = (struct round_file) {
		st->st_dev, st->st_ino, (uint64_t)st->st_size, offset, r->at,
	};
}

/* Goes to where the file was left; false if nothing can have come. */
static bool skip_known(struct round *r, struct linefile *l,
		       const struct stat *st)
{
	const struct round_file *f = known(r, st);

	if (!f)
		return true;
	if (!packed_is_plain(l->from))
		return f->size != (uint64_t)st->st_size;
	if (f->offset <= (uint64_t)st->st_size &&
	    linefile_seek(l, f->offset) == 0)
		r->at = f->at;
	return true;
}

static bool read_lines(struct round *r, struct linefile *l, struct fault *why)
{
	enum linefile_result got;
	bool well = true;
	size_t len;
	char *line;
	int error = 0;

	while (well && (got = linefile_next(l, &line, &len, &error)) <
		       LINEFILE_END)
		if (got == LINEFILE_LINE)
			well = take_line(r, line, len, why);
	return well && send(r, why);
}

static bool take_file(struct round *r, const char *path, struct fault *why)
{
	struct linefile l;
	struct stat st;
	bool well = true;
	int ret = linefile_open(&l, path);

	r->at = (struct entry_place) { .seq = 0 };
	if (ret == 0 && stat(path, &st) == 0 && skip_known(r, &l, &st)) {
		well = read_lines(r, &l, why);
		if (well && !r->gap)
			note(r, &st, l.behind);
	} else if (ret < 0 && ret != -ENOENT) {
		fault_set(why, ret, "cannot be read");
		fault_at(why, path, 0);
		well = false;
	}
	linefile_close(&l);
	return well;
}

static bool take_rest(struct round *r, struct fault *why)
{
	struct store_file *files;
	bool well = true;
	size_t n;

	store_rotated(r->store, &files, &n);
	for (size_t i = 0; i < n && well; i++)
		well = take_file(r, files[i].path, why);
	store_free(files, n);
	return well && take_file(r, r->store->log, why);
}

/* --- together ---------------------------------------------------------- */

bool round_run(struct round *r, struct fault *why)
{
	bool well;

	r->gap = false;
	block_reset(&r->block);
	well = take_all_sealed(r, why) && take_rest(r, why) &&
	       covering_tell(&r->covering, why);
	r->gaps = r->gap ? r->gaps + 1 : 0;
	/* Then the centre is asked again, and no file is known. */
	if (!well)
		*r->asked = '\0';
	if (!well || r->gap)
		r->nfiles = 0;
	return well;
}
