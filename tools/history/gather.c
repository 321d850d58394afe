/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers what goes into the history. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/gather.h"
#include "tools/record/blot.h"

enum { HOUR = 3600, SECOND = 1000000, DETAIL = 512 };

void gather_init(struct gather *g, struct db *d)
{
	*g = (struct gather) { .db = d };
	g->things = things_new(d);
	g->fold = folding_new(d, g->things);
}

void gather_done(struct gather *g)
{
	things_free(g->things);
	folding_free(g->fold);
	sums_done(&g->facts);
	sums_done(&g->hours);
	buffer_done(&g->asides);
	for (size_t i = 0; i < g->nstreams; i++)
		cover_done(&g->streams[i].cover);
	free(g->streams);
	*g = (struct gather) { .db = NULL };
}

struct gather_stream *gather_stream(struct gather *g, const char *stream)
{
	struct gather_stream *s;

	for (size_t i = 0; i < g->nstreams; i++)
		if (strcmp(g->streams[i].stream, stream) == 0)
			return &g->streams[i];
	g->streams = xgrow(g->streams, g->nstreams, sizeof(*g->streams));
	s = &g->streams[g->nstreams++];
	*s = (struct gather_stream) { .changed = false };
	snprintf(s->stream, sizeof(s->stream), "%s", stream);
	s->seq = (uint64_t)db_number(g->db, "SELECT seq FROM main.position "
				     "WHERE stream = '%s'", stream);
	cover_load(&s->cover, g->db, stream);
	return s;
}

/* --- a line ------------------------------------------------------------ */

static void keep(struct gather *g, char *sql)
{
	if (!sql)
		return;
	buffer_text(&g->asides, sql);
	buffer_text(&g->asides, ";");
	sqlite3_free(sql);
}

static void keep_notice(struct gather *g, const struct entry_place *at,
			const struct record *r)
{
	struct span event = r->part[PART_EVENT], detail = r->part[PART_DETAIL];
	char word[32], words[DETAIL];

	if (span_is(event, "alive") || span_is(event, BLOT_EVENT))
		return;
	snprintf(word, sizeof(word), "%.*s", (int)event.len,
		 event.p ? (const char *)event.p : "");
	snprintf(words, sizeof(words), "%.*s", (int)detail.len,
		 detail.p ? (const char *)detail.p : "");
	keep(g, sqlite3_mprintf("INSERT OR IGNORE INTO notice VALUES "
				"(%Q, %lld, %lld, %Q, %Q)", at->stream,
				(long long)at->seq, (long long)r->time, word,
				words));
}

/* Lines that the stream had before this one, and that did not come: under a
 * number of theirs. */
static void keep_hole(struct gather *g, const struct entry_place *at,
		      const struct record *r, uint64_t n)
{
	keep(g, sqlite3_mprintf("INSERT OR IGNORE INTO notice VALUES (%Q, "
				"%lld, %lld, 'hole', '%lld lines are missing')",
				at->stream, (long long)at->seq - 1,
				(long long)r->time, (long long)n));
}

static void keep_broken(struct gather *g, const struct entry_place *at,
			unsigned n)
{
	g->broken += n;
	keep(g, sqlite3_mprintf("INSERT INTO broken VALUES (%Q, %lld, %u)",
				at->stream, (long long)at->seq, n));
}

static void keep_cover(struct gather *g, struct gather_stream *s)
{
	if (s->cover.changed)
		keep(g, cover_sql(&s->cover, s->stream));
	s->cover.changed = false;
}

static void count(struct gather *g, const struct record *r)
{
	uint32_t day = gather_day(r->time);
	uint32_t outcome = record_outcome(r);
	int64_t n = record_count(r), first = r->time;
	struct fold_ids ids;

	if (r->part[PART_FIRST].p &&
	    (!record_time(r->part[PART_FIRST], &first) || first > r->time))
		first = r->time;
	folding_event(g->fold, r, day, &ids);
	sums_add(&g->facts, (const uint32_t[SUM_KEYS]) {
		day, ids.client, ids.rule, ids.target, outcome, ids.via,
	}, n, first, r->time);
	sums_add(&g->hours, (const uint32_t[SUM_KEYS]) {
		(uint32_t)(r->time / (SECOND * (int64_t)HOUR)), ids.client,
		ids.party, outcome,
	}, n, first, r->time);
	g->day = day;
}

void gather_line(struct gather *g, struct gather_stream *s,
		 const struct entry_place *at, const struct record *r,
		 unsigned broken)
{
	if (s->seq > 0 && at->seq > s->seq + 1)
		keep_hole(g, at, r, at->seq - s->seq - 1);
	s->seq = at->seq;
	s->changed = true;
	g->lines++;
	if (broken > 0)
		keep_broken(g, at, broken);
	if (r->kind == RECORD_BAD)
		return;
	s->time = r->time;
	if (g->since == 0 || r->time < g->since)
		g->since = r->time;
	if (r->time > g->until)
		g->until = r->time;
	if (cover_ends(&s->cover, r))
		keep_cover(g, s);
	cover_note(&s->cover, r, at->seq);
	if (r->kind == RECORD_EVENT && r->time >= 0)
		count(g, r);
	else if (r->kind == RECORD_NOTICE)
		keep_notice(g, at, r);
}

/* --- writing ----------------------------------------------------------- */

/* Sums by less: of each row the numbers at `from`, the first divided. */
static void write_less(struct gather *g, const struct sums *of,
		       const int *from, uint32_t divide, const char *where,
		       enum sum table)
{
	struct sums less = { .n = 0 };

	for (size_t i = 0; i < of->n; i++) {
		const struct sum_row *r = &of->rows[i];
		uint32_t key[SUM_KEYS] = { 0 };

		for (int k = 0; k < sum_tables[table].n; k++)
			key[k] = r->key[from[k]];
		key[0] /= divide;
		sums_add(&less, key, r->n, r->first, r->last);
	}
	sums_sort(&less);
	sums_write(&less, g->db, where, table);
	sums_done(&less);
}

static void write_sums(struct gather *g, const char *where)
{
	/* Which numbers of facts and hours they are by. */
	static const int day_client[] = { 0, 1, 2, 3 },
			 party[] = { 0, 2, 3 }, all_client[] = { 1, 2, 3 },
			 day_target[] = { 0, 3, 2, 4, 5 };

	sums_sort(&g->facts);
	sums_write(&g->facts, g->db, where, SUM_DAY_FACT);
	sums_sort(&g->hours);
	sums_write(&g->hours, g->db, where, SUM_HOUR_CLIENT);
	write_less(g, &g->hours, day_client, 24, where, SUM_DAY_CLIENT);
	write_less(g, &g->hours, party, 1, where, SUM_HOUR_PARTY);
	write_less(g, &g->hours, party, 24, where, SUM_DAY_PARTY);
	write_less(g, &g->hours, all_client, 1, where, SUM_ALL_CLIENT);
	write_less(g, &g->facts, day_target, 1, where, SUM_DAY_TARGET);
	sums_reset(&g->facts);
	sums_reset(&g->hours);
}

static void write_places(struct gather *g, const char *where)
{
	for (size_t i = 0; i < g->nstreams; i++) {
		struct gather_stream *s = &g->streams[i];

		if (!s->changed)
			continue;
		keep_cover(g, s);
		db_run(g->db, "INSERT OR REPLACE INTO %s.position VALUES "
		       "('%s', %lld, %lld)", where, s->stream,
		       (long long)s->seq, (long long)s->time);
		s->changed = false;
	}
}

void gather_write(struct gather *g, const char *where)
{
	things_write(g->things, where);
	write_sums(g, where);
	write_places(g, where);
	if (g->asides.len > 0)
		db_run(g->db, "%s", g->asides.p);
	buffer_reset(&g->asides);
	if (g->day > 1)
		folding_forget(g->fold, g->day - 1);
	g->lines = g->broken = 0;
	g->since = g->until = 0;
}
