/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds a line by its number. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/archive/entry.h"
#include "tools/archive/frames.h"
#include "tools/query/lineat.h"
#include "tools/record/linefile.h"

struct search {
	struct lineat *found;
	const char *stream;	/* NULL: any */
	uint64_t seq;
	struct entry_place at;
	struct jsontree tree;
};

/* Is it the one? Then it is kept. */
static bool take(struct search *s, const char *line, size_t len)
{
	struct record r;

	record_read(&r, &s->tree, line, len);
	entry_goes_on(&s->at, &r, line, len);
	if (r.kind == RECORD_BAD || s->at.seq != s->seq ||
	    (s->stream && strcmp(s->stream, s->at.stream) != 0))
		return false;
	free(s->found->line);
	s->found->line = xstrdup(line);
	snprintf(s->found->stream, sizeof(s->found->stream), "%s",
		 s->at.stream);
	return true;
}

static bool search_file(struct search *s, const char *path)
{
	enum linefile_result got;
	struct linefile f;
	bool found = false;
	size_t len;
	char *line;
	int error = linefile_open(&f, path);

	s->at = (struct entry_place) { .seq = 0 };
	while (error == 0 && !found &&
	       (got = linefile_next(&f, &line, &len, &error)) < LINEFILE_END)
		found = got == LINEFILE_LINE && take(s, line, len);
	linefile_close(&f);
	return found;
}

/* --- sealed files ------------------------------------------------------ */

/* Of the lines of a frame; *first is the number of its first. */
static bool search_frame(struct search *s, struct buffer *lines,
			 uint64_t *first)
{
	bool found = false;
	char *p, *end;

	*first = 0;
	buffer_char(lines, '\0');
	for (p = lines->p; !found && (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		found = take(s, p, (size_t)(end - p));
		*first = *first ? *first : s->at.seq;
	}
	return found;
}

/* Frames are in order, and where one is damaged all are looked at. */
static bool search_frames(struct search *s, const struct frames *f)
{
	struct buffer lines = { 0 };
	size_t low = 0, high = f->n;
	bool found = false;
	uint64_t first;

	while (low < high && !found) {
		size_t middle = low + (high - low) / 2;

		if (frames_read(f, middle, &lines) < 0)
			break;
		found = search_frame(s, &lines, &first);
		if (first == 0 || first > s->seq)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = 0; i < f->n && !found && low < high; i++)
		if (frames_read(f, i, &lines) == 0)
			found = search_frame(s, &lines, &first);
	buffer_done(&lines);
	return found;
}

static bool search_sealed(struct search *s, const struct store *store,
			  const struct ledger_entry *e)
{
	char *path = store_sealed(store, e->file);
	struct frames f;
	bool found;

	/* Lines of before there were numbers are counted from there. */
	snprintf(s->at.stream, sizeof(s->at.stream), "%s", e->stream);
	s->at.before = strncmp(e->stream, ENTRY_BEFORE,
			       strlen(ENTRY_BEFORE)) == 0;
	if (!s->at.before && frames_open(&f, path) == 0) {
		found = search_frames(s, &f);
		frames_close(&f);
	} else {
		found = search_file(s, path);
	}
	free(path);
	return found;
}

static bool search_ledger(struct search *s, const struct store *store)
{
	struct sealkey none = { .can_check = false };
	struct ledger l;
	bool found = false;

	ledger_read(&l, store->ledger, &none);
	for (size_t i = l.n; i-- > 0 && !found; ) {
		const struct ledger_entry *e = &l.entries[i];

		if (e->what == LEDGER_SEAL && !e->dropped &&
		    e->first <= s->seq && s->seq <= e->last &&
		    (!s->stream || strcmp(s->stream, e->stream) == 0))
			found = search_sealed(s, store, e);
	}
	ledger_done(&l);
	return found;
}

/* --- all of them ------------------------------------------------------- */

bool lineat_find(struct lineat *at, const struct store *store,
		 const char *stream, uint64_t seq)
{
	struct search s = { .found = at, .stream = stream, .seq = seq };
	struct store_file *files;
	bool found;
	size_t n;

	*at = (struct lineat) { .line = NULL };
	found = search_file(&s, store->log);
	store_rotated(store, &files, &n);
	for (size_t i = n; i-- > 0 && !found; )
		found = search_file(&s, files[i].path);
	store_free(files, n);
	found = found || search_ledger(&s, store);
	jsontree_done(&s.tree);
	return found;
}

void lineat_done(struct lineat *at)
{
	free(at->line);
	at->line = NULL;
}
