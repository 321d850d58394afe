/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds the log against its ledger and its numbers. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/moment.h"
#include "tools/archive/entry.h"
#include "tools/archive/frames.h"
#include "tools/archive/verify.h"
#include "tools/record/blot.h"
#include "tools/record/linefile.h"

enum { WHAT = 256, STREAM_FILE = 256 };

static void tell(struct verify *v, const char *where, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void tell(struct verify *v, const char *where, const char *fmt, ...)
{
	char what[WHAT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	v->wrong++;
	v->tell(v->arg, where, what);
}

static struct gaps *stream_of(struct verify *v, const char *stream)
{
	for (size_t i = 0; i < v->nstreams; i++)
		if (strcmp(v->streams[i].stream, stream) == 0)
			return &v->streams[i];
	v->streams = xgrow(v->streams, v->nstreams, sizeof(*v->streams));
	v->streams[v->nstreams] = (struct gaps) { .n = 0 };
	snprintf(v->streams[v->nstreams].stream, LEDGER_STREAM, "%s", stream);
	return &v->streams[v->nstreams++];
}

/* --- the ledger -------------------------------------------------------- */

static void check_entry(struct verify *v, const struct ledger_entry *e)
{
	if (!e->chained)
		tell(v, "ledger", "line %u does not follow the one before: "
		     "that was changed, or one is missing", e->line);
	if (v->key->can_check && !e->is_signed)
		tell(v, "ledger", "line %u is not signed", e->line);
	else if (v->key->can_check && !e->good_signature)
		tell(v, "ledger", "line %u has a wrong signature", e->line);
	v->is_signed &= e->good_signature;
}

static void note_erasure(struct verify *v, const struct ledger_entry *e)
{
	if (e->what != LEDGER_ERASE)
		return;
	v->erasures += strcmp(e->file, LEDGER_LOG) == 0;
	memcpy(v->erased_by, e->by, sizeof(v->erased_by));
	memcpy(v->erased_when, e->when, sizeof(v->erased_when));
}

static bool is_erased(const struct record *r)
{
	return r->kind == RECORD_NOTICE &&
	       span_is(r->part[PART_EVENT], BLOT_EVENT);
}

static void check_ledger(struct verify *v, const struct ledger *l)
{
	v->is_signed = l->n > 0 && v->key->can_check;
	if (l->broken)
		tell(v, "ledger", "line %u is none", l->broken);
	for (size_t i = 0; i < l->n; i++) {
		check_entry(v, &l->entries[i]);
		note_erasure(v, &l->entries[i]);
	}
	memcpy(v->head, l->head, sizeof(v->head));
}

/* --- a sealed file ----------------------------------------------------- */

struct sealed {
	struct verify *v;
	const struct ledger_entry *entry;
	struct entry_place place;
	struct gaps gaps;
	struct jsontree tree;
	uint64_t lines;
	bool damaged;		/* a frame: what was in it nobody knows */
};

static void take_number(struct sealed *s, uint64_t seq)
{
	const char *file = s->entry->file;

	switch (gaps_note(&s->gaps, seq)) {
	case GAPS_NEXT:
		break;
	case GAPS_LATE:
		tell(s->v, file, "line %" PRIu64 " (number %" PRIu64 ") "
		     "stands behind number %" PRIu64, s->lines, seq,
		     s->gaps.next - 1);
		break;
	case GAPS_TWICE:
		tell(s->v, file, "line %" PRIu64 " has number %" PRIu64
		     ", which is not its", s->lines, seq);
		break;
	}
}

static void take_lines(struct sealed *s, struct buffer *frame)
{
	char *p, *end;
	struct record r;

	buffer_char(frame, '\0');
	for (p = frame->p; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		s->lines++;
		record_read(&r, &s->tree, p, (size_t)(end - p));
		if (r.kind == RECORD_BAD && !s->place.before)
			continue;
		s->v->erased += is_erased(&r);
		entry_goes_on(&s->place, &r, p, (size_t)(end - p));
		take_number(s, s->place.seq);
	}
}

static void check_frames(struct sealed *s, const struct frames *f)
{
	const struct ledger_entry *e = s->entry;
	struct buffer frame = { 0 };

	for (size_t i = 0; i < f->n; i++) {
		uint64_t first = e->first + i * FRAME_LINES;

		if (frames_read(f, i, &frame) == 0) {
			take_lines(s, &frame);
			continue;
		}
		tell(s->v, e->file, "frame %zu of %zu (numbers %" PRIu64
		     " on) is damaged", i + 1, f->n, first);
		s->damaged = true;
		s->lines += FRAME_LINES;
		gaps_pass(&s->gaps, first + FRAME_LINES - 1);
	}
	buffer_done(&frame);
}

static void tell_gaps(struct verify *v, const char *where,
		      const struct gaps *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct gap *gap = &g->gap[i];

		if (gap->first == gap->last)
			tell(v, where, "number %" PRIu64 " is missing",
			     gap->first);
		else
			tell(v, where, "numbers %" PRIu64 " to %" PRIu64
			     " are missing", gap->first, gap->last);
	}
}

static void check_content(struct sealed *s, const char *path)
{
	const struct ledger_entry *e = s->entry;
	struct frames f;

	s->gaps.first = s->gaps.next = e->first;
	if (frames_open(&f, path) < 0) {
		tell(s->v, e->file, "its table of frames is damaged");
		s->damaged = true;
	} else {
		check_frames(s, &f);
	}
	frames_close(&f);
	if (!s->damaged && s->gaps.next <= e->last)
		gaps_note(&s->gaps, e->last + 1);
	tell_gaps(s->v, e->file, &s->gaps);
	if (!s->damaged && s->lines != e->lines)
		tell(s->v, e->file, "has %" PRIu64 " lines, %" PRIu64
		     " were sealed", s->lines, e->lines);
}

static void check_hash(struct verify *v, const struct ledger_entry *e,
		       int fd)
{
	char digest[DIGEST_TEXT];
	int ret = sealkey_digest_file(fd, digest);

	if (ret < 0)
		tell(v, e->file, "cannot be read: %s", strerror(-ret));
	else if (strcmp(digest, e->digest) != 0)
		tell(v, e->file, "is not what was sealed: it has another hash");
}

static void check_file(struct verify *v, const struct ledger_entry *e)
{
	struct sealed s = { .v = v, .entry = e };
	char *path = store_sealed(v->store, e->file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	v->files++;
	if (fd < 0) {
		tell(v, e->file, errno == ENOENT ?
		     "is missing: numbers %" PRIu64 " to %" PRIu64 :
		     "cannot be read: numbers %" PRIu64 " to %" PRIu64,
		     e->first, e->last);
	} else {
		check_hash(v, e, fd);
		check_content(&s, path);
		close(fd);
	}
	gaps_done(&s.gaps);
	jsontree_done(&s.tree);
	free(path);
}

static void note_until(struct gaps *g, time_t t)
{
	if (t > g->until)
		g->until = t;
}

static void check_sealed(struct verify *v, const struct ledger *l)
{
	time_t until;

	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_entry *e = &l->entries[i];
		struct gaps *g;

		if (e->what != LEDGER_SEAL)
			continue;
		g = stream_of(v, e->stream);
		gaps_note(g, e->first);
		gaps_pass(g, e->last);
		if (moment_parse(e->to, 0, &until))
			note_until(g, until);
		if (!e->dropped)
			check_file(v, e);
	}
}

/* A file that nobody wrote down. */
static void check_others(struct verify *v, const struct ledger *l)
{
	char **names;
	size_t n;

	if (folder_list(v->store->sealed, ".zst", &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const char *name = strrchr(names[i], '/') + 1;

		if (!ledger_find(l, name))
			tell(v, name, "is not in the ledger");
	}
	folder_list_free(names, n);
}

/* --- what is not sealed yet -------------------------------------------- */

static void note_line(struct gaps *g, uint64_t seq, const struct record *r)
{
	gaps_note(g, seq);
	note_until(g, (time_t)(r->time / 1000000));
}

/* Numbers that are sealed were counted there. */
static void check_plain(struct verify *v, const struct ledger *l,
			const char *path)
{
	struct entry_place place = { .seq = 0 };
	struct jsontree tree = { .n = 0 };
	uint64_t covered = 0;
	struct linefile f;
	struct record r;
	size_t len;
	char *line;
	int error = linefile_open(&f, path);

	while (error == 0 &&
	       linefile_next(&f, &line, &len, &error) < LINEFILE_END) {
		if (record_read(&r, &tree, line, len) == RECORD_BAD)
			continue;
		if (!entry_goes_on(&place, &r, line, len))
			covered = ledger_covers(l, place.stream);
		v->erased += place.seq > covered && is_erased(&r);
		if (place.seq > covered)
			note_line(stream_of(v, place.stream), place.seq, &r);
	}
	if (error < 0 && error != -ENOENT)
		tell(v, path, "cannot be read: %s", error == -EBADMSG ?
		     "it is damaged" : error == -ENODATA ?
		     "it ends too early" : strerror(-error));
	linefile_close(&f);
	jsontree_done(&tree);
}

/* What cordond noted as its next number, read before the log is: by then there
 * may be more lines, but not less. */
static void read_next(const struct verify *v, char *stream, uint64_t *next)
{
	char *path = xasprintf("%s.stream", v->store->log);
	struct buffer text = { 0 };

	*stream = '\0';
	*next = 0;
	if (file_read(path, STREAM_FILE, &text) == 0) {
		buffer_char(&text, '\0');
		if (sscanf(text.p, "%32[0-9a-f] %" SCNu64, stream, next) != 2)
			*stream = '\0';
	}
	buffer_done(&text);
	free(path);
}

static void check_rest(struct verify *v, const struct ledger *l)
{
	char stream[LEDGER_STREAM];
	struct store_file *files;
	uint64_t next;
	size_t n;

	read_next(v, stream, &next);
	store_rotated(v->store, &files, &n);
	for (size_t i = 0; i < n; i++)
		check_plain(v, l, files[i].path);
	store_free(files, n);
	check_plain(v, l, v->store->log);
	if (*stream && next > 1) {
		struct gaps *g = stream_of(v, stream);

		if (g->next == 0)
			g->first = g->next = 1;
		if (next > g->next)
			gaps_note(g, next);
	}
}

bool verify_run(struct verify *v, struct fault *why)
{
	struct ledger l;
	int ret = ledger_read(&l, v->store->ledger, v->key);

	if (ret < 0) {
		fault_set(why, ret, "cannot be read");
		fault_at(why, v->store->ledger, 0);
	} else {
		check_ledger(v, &l);
		check_sealed(v, &l);
		check_others(v, &l);
		check_rest(v, &l);
		for (size_t i = 0; i < v->nstreams; i++)
			tell_gaps(v, v->streams[i].stream, &v->streams[i]);
	}
	ledger_done(&l);
	return ret == 0;
}

void verify_done(struct verify *v)
{
	for (size_t i = 0; i < v->nstreams; i++)
		gaps_done(&v->streams[i]);
	free(v->streams);
}
