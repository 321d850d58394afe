/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes what was in force. */

#include <stdio.h>
#include <string.h>

#include "tools/history/cover.h"

static void copy(char *to, size_t size, struct span s)
{
	snprintf(to, size, "%.*s", (int)s.len, s.p ? (const char *)s.p : "");
}

void cover_load(struct cover *c, struct db *d, const char *stream)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT seq, since, until, gateway, "
				     "mode, generation FROM main.coverage "
				     "WHERE stream = '%s' ORDER BY seq DESC "
				     "LIMIT 1", stream);

	*c = (struct cover) { .open = false };
	if (db_step(d, s)) {
		c->open = true;
		c->seq = (uint64_t)sqlite3_column_int64(s, 0);
		c->since = sqlite3_column_int64(s, 1);
		c->until = sqlite3_column_int64(s, 2);
		snprintf(c->gateway, sizeof(c->gateway), "%s",
			 (const char *)sqlite3_column_text(s, 3));
		snprintf(c->mode, sizeof(c->mode), "%s",
			 (const char *)sqlite3_column_text(s, 4));
		c->generation = sqlite3_column_int64(s, 5);
	}
	sqlite3_finalize(s);
}

bool cover_ends(const struct cover *c, const struct record *r)
{
	struct span mode = r->part[PART_ALL_MODE];

	if (!c->open || r->kind == RECORD_BAD)
		return false;
	/* Lines may be a little out of order; a clock that was set back begins
	 * something new. */
	return r->time > c->until + COVER_SILENCE ||
	       r->time < c->since - COVER_SILENCE ||
	       span_is(r->part[PART_EVENT], "start") ||
	       (mode.p && (!span_is(mode, c->mode) ||
			   (int64_t)record_number(r, PART_ALL_GENERATION) !=
			   c->generation));
}

/* Who does not say what is in force has what was before it. */
void cover_note(struct cover *c, const struct record *r, uint64_t seq)
{
	if (r->kind == RECORD_BAD)
		return;
	if (!c->open || cover_ends(c, r)) {
		c->seq = seq;
		c->since = c->until = r->time;
		c->open = true;
	}
	if (r->time > c->until)
		c->until = r->time;
	if (r->part[PART_GATEWAY].p)
		copy(c->gateway, sizeof(c->gateway), r->part[PART_GATEWAY]);
	if (r->part[PART_ALL_MODE].p) {
		copy(c->mode, sizeof(c->mode), r->part[PART_ALL_MODE]);
		c->generation = (int64_t)record_number(r,
						       PART_ALL_GENERATION);
	}
	if (span_is(r->part[PART_EVENT], "stop"))
		c->open = false;
	c->changed = true;
}
