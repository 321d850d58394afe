/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes what was in force. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tools/history/cover.h"
#include "tools/record/blot.h"

/* Notices stand in the order in which they were put, but for the last digits
 * of their times. */
#define SET_BACK 2000000ll	/* microseconds */

const char *const cover_words[COVER_ENDS] = {
	[COVER_OPEN] = "", [COVER_CHANGED] = "change",
	[COVER_STOPPED] = "stop", [COVER_KILLED] = "killed",
	[COVER_SILENT] = "silence", [COVER_CLOCK] = "clock",
};

static void copy(char *to, size_t size, struct span s)
{
	snprintf(to, size, "%.*s", (int)s.len, s.p ? (const char *)s.p : "");
}

static void begin(struct cover *c)
{
	struct buffer vendors = c->vendors;

	buffer_done(&vendors);
	*c = (struct cover) { .open = false };
}

void cover_done(struct cover *c)
{
	begin(c);
}

/* --- from the history -------------------------------------------------- */

enum cover_end cover_end_of(const char *word)
{
	for (enum cover_end e = 0; e < COVER_ENDS; e++)
		if (word && strcmp(word, cover_words[e]) == 0)
			return e;
	return COVER_OPEN;
}

static void load_counts(struct cover *c, sqlite3_stmt *s, int at)
{
	int64_t *const counts[] = {
		&c->lost, &c->folded, &c->passed, &c->refused, &c->away,
	};

	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		*counts[i] = sqlite3_column_int64(s, at + (int)i);
}

static void load_row(struct cover *c, sqlite3_stmt *s)
{
	const char *vendors = (const char *)sqlite3_column_text(s, 7);

	c->seq = (uint64_t)sqlite3_column_int64(s, 0);
	c->since = sqlite3_column_int64(s, 1);
	c->until = sqlite3_column_int64(s, 2);
	snprintf(c->gateway, sizeof(c->gateway), "%s",
		 (const char *)sqlite3_column_text(s, 3));
	snprintf(c->mode, sizeof(c->mode), "%s",
		 (const char *)sqlite3_column_text(s, 4));
	c->generation = sqlite3_column_int64(s, 5);
	snprintf(c->digest, sizeof(c->digest), "%s",
		 (const char *)sqlite3_column_text(s, 6));
	if (vendors)
		buffer_text(&c->vendors, vendors);
	c->end = cover_end_of((const char *)sqlite3_column_text(s, 8));
	c->told = sqlite3_column_int64(s, 9);
	c->open = c->end == COVER_OPEN;
	load_counts(c, s, 10);
}

void cover_load(struct cover *c, struct db *d, const char *stream)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT seq, since, until, gateway, "
				     "mode, generation, digest, vendors, "
				     "ended, told, lost, folded, passed, "
				     "refused, away FROM main.coverage "
				     "WHERE stream = '%s' ORDER BY seq DESC "
				     "LIMIT 1", stream);

	begin(c);
	if (db_step(d, s))
		load_row(c, s);
	sqlite3_finalize(s);
}

char *cover_sql(const struct cover *c, const char *stream)
{
	return sqlite3_mprintf("INSERT OR REPLACE INTO coverage (stream, seq, "
			       "since, until, gateway, mode, generation, "
			       "digest, vendors, ended, told, lost, folded, "
			       "passed, refused, away) VALUES (%Q, %lld, "
			       "%lld, %lld, %Q, %Q, %lld, %Q, %Q, %Q, %lld, "
			       "%lld, %lld, %lld, %lld, %lld)",
			       stream, (long long)c->seq, (long long)c->since,
			       (long long)c->until, c->gateway, c->mode,
			       (long long)c->generation, c->digest,
			       c->vendors.p, cover_words[c->end],
			       (long long)c->told, (long long)c->lost,
			       (long long)c->folded, (long long)c->passed,
			       (long long)c->refused, (long long)c->away);
}

/* --- lines ------------------------------------------------------------- */

/* The modes of vendors that a line tells, in one text. */
static void read_vendors(const struct record *r, struct buffer *to)
{
	buffer_text(to, "");
	jsontree_each(v, r->vendors) {
		const char *id = jsontree_text(v, "id");
		const char *mode = jsontree_text(v, "mode");

		if (*id && *mode && !strpbrk(id, " =") && !strpbrk(mode, " ="))
			buffer_printf(to, "%s%s=%s", to->len ? " " : "", id,
				      mode);
	}
}

static bool has_changed(const struct cover *c, const struct record *r)
{
	struct span mode = r->part[PART_ALL_MODE];
	struct span digest = r->part[PART_ALL_DIGEST];
	struct buffer vendors = { 0 };
	bool same;

	if (!mode.p)
		return false;
	same = span_is(mode, c->mode) && c->generation ==
	       (int64_t)record_number(r, PART_ALL_GENERATION) &&
	       (!digest.p || span_is(digest, c->digest));
	if (same && r->vendors) {
		read_vendors(r, &vendors);
		same = c->vendors.p && strcmp(vendors.p, c->vendors.p) == 0;
		buffer_done(&vendors);
	}
	return !same;
}

/* What stands in place of an event has that one's time. */
static bool is_notice(const struct record *r)
{
	return r->kind == RECORD_NOTICE &&
	       !span_is(r->part[PART_EVENT], BLOT_EVENT);
}

static bool is_back(const struct cover *c, const struct record *r)
{
	return is_notice(r) && c->told ?
	       r->time < c->told - SET_BACK :
	       r->time < c->since - COVER_SILENCE;
}

/* Lines may be a little out of order. */
static enum cover_end end_by(const struct cover *c, const struct record *r)
{
	return is_back(c, r) ? COVER_CLOCK :
	       span_is(r->part[PART_EVENT], "start") ? COVER_KILLED :
	       r->time > c->until + COVER_SILENCE ? COVER_SILENT :
	       has_changed(c, r) ? COVER_CHANGED : COVER_OPEN;
}

/* What is told behind the end, of what was before it. */
static bool is_afterwards(const struct cover *c, const struct record *r)
{
	return c->seq && r->time >= c->since - COVER_SILENCE &&
	       r->time <= c->until + COVER_SILENCE && !is_back(c, r) &&
	       !r->part[PART_ALL_MODE].p;
}

bool cover_ends(struct cover *c, const struct record *r)
{
	enum cover_end end;

	if (r->kind == RECORD_BAD)
		return false;
	if (!c->open)
		return c->seq && !is_afterwards(c, r);
	end = end_by(c, r);
	if (end == COVER_OPEN)
		return false;
	/* Until then it was in force. */
	if (end == COVER_CHANGED && r->time > c->until)
		c->until = r->time;
	c->end = end;
	c->open = false;
	c->changed = true;
	return true;
}

/* Who does not say what is in force has what was before it, which nobody knows
 * behind a silence, or a start that was lost. */
static void note_force(struct cover *c, const struct record *r)
{
	if (!r->part[PART_ALL_MODE].p)
		return;
	copy(c->mode, sizeof(c->mode), r->part[PART_ALL_MODE]);
	c->generation = (int64_t)record_number(r, PART_ALL_GENERATION);
	if (r->part[PART_ALL_DIGEST].p)
		copy(c->digest, sizeof(c->digest), r->part[PART_ALL_DIGEST]);
	if (!r->vendors)
		return;
	buffer_reset(&c->vendors);
	read_vendors(r, &c->vendors);
}

static void add(int64_t *to, const struct record *r, enum record_part part)
{
	int64_t n = (int64_t)record_number(r, part);

	*to = n > INT64_MAX - *to ? INT64_MAX : *to + n;
}

static void note_losses(struct cover *c, const struct record *r)
{
	struct span event = r->part[PART_EVENT];

	if (span_is(event, "lost")) {
		add(&c->lost, r, PART_LOST);
	} else if (span_is(event, "flood")) {
		add(&c->folded, r, PART_FLOOD_COUNT);
	} else if (span_is(event, "unjudged")) {
		add(&c->passed, r, PART_UNJUDGED_PASSED);
		add(&c->refused, r, PART_UNJUDGED_REFUSED);
	} else if (span_is(event, "repair")) {
		add(&c->away, r, PART_AWAY);
	}
}

void cover_note(struct cover *c, const struct record *r, uint64_t seq)
{
	if (r->kind == RECORD_BAD)
		return;
	if (!c->open && !is_afterwards(c, r)) {
		begin(c);
		c->seq = seq;
		c->since = c->until = r->time;
		c->open = true;
	}
	c->changed = true;
	if (r->time > c->until)
		c->until = r->time;
	if (r->part[PART_GATEWAY].p)
		copy(c->gateway, sizeof(c->gateway), r->part[PART_GATEWAY]);
	if (!is_notice(r))
		return;
	c->told = r->time;
	note_force(c, r);
	note_losses(c, r);
	if (span_is(r->part[PART_EVENT], "stop")) {
		c->end = COVER_STOPPED;
		c->open = false;
	}
}
