/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 7. Completeness: is the log that this was made of whole, and how is the
 * report held against it? */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "tools/archive/entry.h"
#include "tools/archive/gaps.h"
#include "tools/record/linefile.h"
#include "tools/report/again.h"
#include "tools/report/sections.h"

enum { LONG = 64 << 20 };	/* bytes */

/* --- the numbers of streams -------------------------------------------- */

struct numbers {
	struct gaps gaps;
	uint64_t inside;	/* missing in sealed files */
	unsigned sealed;	/* files */
};

struct streams {
	struct numbers *items;
	size_t n;
	struct jsontree tree;
};

static struct numbers *stream_of(struct streams *s, const char *stream)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].gaps.stream, stream) == 0)
			return &s->items[i];
	s->items = xgrow(s->items, s->n, sizeof(*s->items));
	s->items[s->n] = (struct numbers) { .sealed = 0 };
	snprintf(s->items[s->n].gaps.stream, LEDGER_STREAM, "%s", stream);
	return &s->items[s->n++];
}

/* By what the ledger says of them: their bytes "cordon log verify" looks at. */
static void note_sealed(struct streams *s, const struct ledger *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_entry *e = &l->entries[i];
		struct numbers *n;

		if (e->what != LEDGER_SEAL || e->dropped ||
		    e->last < e->first)
			continue;
		n = stream_of(s, e->stream);
		n->sealed++;
		if (e->lines < e->last - e->first + 1)
			n->inside += e->last - e->first + 1 - e->lines;
		gaps_note(&n->gaps, e->first);
		gaps_pass(&n->gaps, e->last);
	}
}

static void note_file(struct streams *s, const char *path)
{
	struct entry_place at = { .seq = 0 };
	struct linefile l;
	struct record r;
	char *line;
	size_t len;
	int error = linefile_open(&l, path);

	while (error == 0 &&
	       linefile_next(&l, &line, &len, &error) < LINEFILE_END) {
		record_read(&r, &s->tree, line, len);
		if (r.kind == RECORD_BAD && !at.before)
			continue;
		entry_goes_on(&at, &r, line, len);
		gaps_note(&stream_of(s, at.stream)->gaps, at.seq);
	}
	linefile_close(&l);
}

/* What a stream has by the history, which noted as it read. */
static int64_t ask(struct db *d, const char *sql, const char *stream)
{
	sqlite3_stmt *q = db_prepare(d, "%s", sql);
	int64_t n = 0;

	db_bind_text(d, q, 1, (struct span) { (const uint8_t *)stream,
					      strlen(stream) });
	if (db_step(d, q))
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

/* A file that is too long to be read for this alone. */
static void note_long(struct streams *s, struct db *d, const char *path)
{
	struct entry_place at = { .seq = 0 };
	struct numbers *n;
	struct linefile l;
	struct record r;
	char *line;
	size_t len;
	int error = linefile_open(&l, path);

	if (error == 0 &&
	    linefile_next(&l, &line, &len, &error) == LINEFILE_LINE) {
		record_read(&r, &s->tree, line, len);
		entry_goes_on(&at, &r, line, len);
		n = stream_of(s, at.stream);
		gaps_note(&n->gaps, at.seq);
		gaps_pass(&n->gaps, (uint64_t)ask(d, "SELECT max(seq) FROM "
			  "(SELECT stream, seq FROM main.position UNION ALL "
			  "SELECT stream, seq FROM temp.position) WHERE "
			  "stream = ?", at.stream));
		n->inside += (uint64_t)ask(d, "SELECT sum(CAST(detail AS "
			     "INTEGER)) FROM v_notice WHERE event = 'hole' "
			     "AND stream = ?", at.stream);
	}
	linefile_close(&l);
}

static void note_any(struct streams *s, struct db *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_size > LONG)
		note_long(s, d, path);
	else
		note_file(s, path);
}

static void note_rest(struct streams *s, struct db *d,
		      const struct store *store)
{
	struct store_file *files;
	size_t n;

	store_rotated(store, &files, &n);
	for (size_t i = 0; i < n; i++)
		note_any(s, d, files[i].path);
	store_free(files, n);
	note_any(s, d, store->log);
}

static void streams_free(struct streams *s)
{
	for (size_t i = 0; i < s->n; i++)
		gaps_done(&s->items[i].gaps);
	free(s->items);
	jsontree_done(&s->tree);
}

/* --- what is said ------------------------------------------------------ */

static void put_streams(struct page *p, const struct streams *s)
{
	static const struct column columns[] = {
		{ .key = "stream", .head = "STREAM" },
		{ .key = "first", .head = "FIRST", .right = true },
		{ .key = "last", .head = "LAST", .right = true },
		{ .key = "missing", .head = "MISSING", .right = true },
		{ .key = "sealed", .head = "SEALED FILES", .right = true },
		{ .key = "proven", .head = "NUMBERED" },
	};
	static const struct grid grid = {
		.key = "streams", GRID_COLUMNS(columns),
	};

	page_table(p, &grid, "Streams of lines, each with its numbers");
	for (size_t i = 0; i < s->n; i++) {
		const struct numbers *n = &s->items[i];
		bool before = strncmp(n->gaps.stream, ENTRY_BEFORE,
				      strlen(ENTRY_BEFORE)) == 0;

		if (n->gaps.next == 0)
			continue;
		page_cells(p, cell_text(n->gaps.stream),
			   cell_number(n->gaps.first),
			   cell_number(n->gaps.next - 1),
			   cell_number(gaps_missing(&n->gaps) + n->inside),
			   cell_number(n->sealed), cell_bool(!before));
	}
	page_table_end(p, "There is no line.");
}

static uint64_t all_missing(const struct streams *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += gaps_missing(&s->items[i].gaps) + s->items[i].inside;
	return n;
}

static void put_ledger(struct page *p, const struct ledger *l,
		       const struct streams *s)
{
	bool is_signed = l->n > 0;

	for (size_t i = 0; i < l->n; i++)
		is_signed = is_signed && l->entries[i].is_signed;
	page_facts(p, "ledger", "The ledger of sealed files");
	page_fact(p, "lines", "lines", cell_number(l->n));
	page_fact(p, "head", "its head (SHA-256)", cell_text(*l->head ?
		  l->head : "none: nothing is sealed yet"));
	page_fact(p, "signed", "each line signed", cell_bool(is_signed));
	page_fact(p, "missing", "lines missing of all streams",
		  cell_number(all_missing(s)));
	page_facts_end(p);
}

void whole_put(struct page *p, struct inquiry *f)
{
	struct sealkey none = { .can_check = false };
	const struct store *store = &f->query.store;
	struct streams s = { .n = 0 };
	struct ledger l;
	char *again;

	if (f->fleet) {
		whole_put_fleet(p, f);
		return;
	}
	again = again_command(f);
	ledger_read(&l, store->ledger, &none);
	note_sealed(&s, &l);
	note_rest(&s, &f->query.history.db, store);
	page_section(p, "completeness", "7. Completeness");
	if (s.n == 0)
		page_say(p, TONE_NONE, "There is no line of a log.");
	else if (all_missing(&s) > 0)
		page_say(p, TONE_BAD, "Lines of the log are missing: their "
			 "numbers have holes.");
	else
		page_say(p, TONE_PLAIN, "No number is missing from the first "
			 "line to the last. That no line was changed is for "
			 "\"cordon log verify\" to say, which reads all.");
	put_streams(p, &s);
	put_ledger(p, &l, &s);
	page_say(p, TONE_PLAIN, "This makes the report again from the files "
		 "of the log alone, without the history, and compares:");
	page_command(p, again);
	ledger_done(&l);
	streams_free(&s);
	free(again);
}
