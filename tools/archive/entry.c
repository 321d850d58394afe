/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells to which stream lines belong. */

#include <stdio.h>
#include <string.h>

#include "tools/archive/entry.h"
#include "tools/record/blot.h"

enum { DIGITS = 24 };		/* of the first line's hash */

static bool start_numbered(struct entry_place *p, struct span stream,
			   uint64_t seq)
{
	bool same = !p->before && span_is(stream, p->stream);

	snprintf(p->stream, sizeof(p->stream), "%.*s", (int)stream.len,
		 (const char *)stream.p);
	p->before = false;
	p->seq = seq;
	return same;
}

/* A name of a stream becomes a part of a file's. */
static bool is_plain(struct span stream)
{
	for (size_t i = 0; i < stream.len; i++)
		if (!(stream.p[i] >= '0' && stream.p[i] <= '9') &&
		    !(stream.p[i] >= 'a' && stream.p[i] <= 'f'))
			return false;
	return stream.len > 0 && stream.len < LEDGER_STREAM;
}

/* The first line may have been erased: then it says what it was called by. */
static bool start_before(struct entry_place *p, const struct record *r,
			 const char *line, size_t len)
{
	struct span was = r->part[PART_DETAIL];
	char digest[DIGEST_TEXT];

	if (r->kind == RECORD_NOTICE &&
	    span_is(r->part[PART_EVENT], BLOT_EVENT) &&
	    span_begins(was, ENTRY_BEFORE) && was.len < sizeof(p->stream) &&
	    is_plain((struct span) { was.p + strlen(ENTRY_BEFORE),
				     was.len - strlen(ENTRY_BEFORE) }))
		snprintf(p->stream, sizeof(p->stream), "%.*s", (int)was.len,
			 (const char *)was.p);
	else
		snprintf(p->stream, sizeof(p->stream), ENTRY_BEFORE "%.*s",
			 DIGITS, sealkey_digest(line, len, digest));
	p->before = true;
	p->seq = 1;
	return false;
}

bool entry_goes_on(struct entry_place *p, const struct record *r,
		   const char *line, size_t len)
{
	struct span stream = r->part[PART_STREAM];
	uint64_t seq;

	/* As nearly always. */
	if (!p->before && stream.len > 0 && span_is(stream, p->stream) &&
	    r->kind != RECORD_BAD && record_seq(r, &seq)) {
		p->seq = seq;
		return true;
	}
	if (r->kind != RECORD_BAD && record_seq(r, &seq) && is_plain(stream))
		return start_numbered(p, stream, seq);
	if (p->before)
		p->seq++;
	if (p->before || (r->kind == RECORD_BAD && *p->stream))
		return true;
	return start_before(p, r, line, len);
}

void entry_note(struct ledger_entry *e, const struct entry_place *p,
		const struct record *r, size_t len)
{
	struct timespec t = { .tv_sec = r->time / 1000000,
			      .tv_nsec = r->time % 1000000 * 1000 };

	if (e->lines == 0) {
		snprintf(e->stream, sizeof(e->stream), "%s", p->stream);
		e->first = p->seq;
	}
	if (p->seq > e->last)
		e->last = p->seq;
	e->lines++;
	e->bytes += len + 1;
	if (r->kind == RECORD_BAD)
		return;
	moment_format_eve(&t, e->to);
	if (!*e->from)
		memcpy(e->from, e->to, sizeof(e->from));
}
