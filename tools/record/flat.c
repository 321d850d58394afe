/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes lines of the log as rows of a table. */

#include <inttypes.h>
#include <string.h>

#include "lib/array.h"
#include "tools/record/flat.h"

enum { SECOND = 1000000 };

const char *const flat_words[] = {
	[FLAT_TEXT] = "String", [FLAT_U8] = "UInt8", [FLAT_U16] = "UInt16",
	[FLAT_U32] = "UInt32", [FLAT_U64] = "UInt64", [FLAT_I64] = "Int64",
	[FLAT_TIME] = "DateTime",
};

const struct flat_column flat_columns[FLAT_COLUMNS] = {
	{ "gateway", FLAT_TEXT }, { "stream", FLAT_TEXT },
	{ "seq", FLAT_U64 }, { "time", FLAT_TIME }, { "us", FLAT_I64 },
	{ "type", FLAT_TEXT }, { "n", FLAT_U32 }, { "first_us", FLAT_I64 },
	{ "client", FLAT_TEXT }, { "client_port", FLAT_U16 },
	{ "mac", FLAT_TEXT }, { "iface", FLAT_TEXT },
	{ "dest", FLAT_TEXT }, { "dest_port", FLAT_U16 },
	{ "proto", FLAT_TEXT }, { "app", FLAT_TEXT }, { "via", FLAT_TEXT },
	{ "name", FLAT_TEXT }, { "hint", FLAT_TEXT }, { "target", FLAT_TEXT },
	{ "outcome", FLAT_TEXT }, { "action", FLAT_TEXT },
	{ "vendor", FLAT_TEXT }, { "role", FLAT_TEXT }, { "list", FLAT_TEXT },
	{ "line", FLAT_U32 }, { "match_type", FLAT_TEXT },
	{ "match", FLAT_TEXT }, { "confidence", FLAT_TEXT },
	{ "exception", FLAT_TEXT }, { "exception_owner", FLAT_TEXT },
	{ "exception_until", FLAT_TEXT },
	{ "basis", FLAT_TEXT }, { "authority", FLAT_TEXT },
	{ "citation", FLAT_TEXT }, { "duty", FLAT_TEXT },
	{ "jurisdiction", FLAT_TEXT },
	{ "mode", FLAT_TEXT }, { "generation", FLAT_U32 },
	{ "severity", FLAT_U8 },
	{ "source", FLAT_TEXT }, { "origin", FLAT_TEXT },
	{ "story", FLAT_TEXT }, { "refused", FLAT_TEXT },
	{ "host", FLAT_TEXT }, { "event", FLAT_TEXT },
	{ "detail", FLAT_TEXT },
};

/* What is put next. */
struct row {
	struct buffer *out;
	const struct record *of;
	size_t column;
};

static void separate(struct row *w)
{
	if (w->column++ > 0)
		buffer_char(w->out, '\t');
}

static void put_text(struct row *w, struct span s)
{
	static const char letters[256] = {
		['\t'] = 't', ['\n'] = 'n', ['\r'] = 'r', ['\0'] = '0',
		['\\'] = '\\',
	};
	size_t start = 0;

	separate(w);
	for (size_t i = 0; i < s.len; i++) {
		if (!letters[s.p[i]])
			continue;
		buffer_add(w->out, s.p + start, i - start);
		buffer_char(w->out, '\\');
		buffer_char(w->out, letters[s.p[i]]);
		start = i + 1;
	}
	if (start < s.len)
		buffer_add(w->out, s.p + start, s.len - start);
}

static void put_word(struct row *w, const char *word)
{
	put_text(w, (struct span) { (const uint8_t *)word, strlen(word) });
}

/* Texts that stand in the line, from one part to another. */
static void put_part(struct row *w, enum record_part part)
{
	put_text(w, w->of->part[part]);
}

static void put_signed(struct row *w, int64_t n)
{
	separate(w);
	buffer_printf(w->out, "%" PRId64, n);
}

/* A line that was forged may say any number. */
static void put_number(struct row *w, enum record_part part)
{
	static const uint64_t most[] = {
		[FLAT_U8] = UINT8_MAX, [FLAT_U16] = UINT16_MAX,
		[FLAT_U32] = UINT32_MAX, [FLAT_U64] = INT64_MAX,
	};
	uint64_t n = record_number(w->of, part);

	put_signed(w, n > most[flat_columns[w->column].type] ? 0 : (int64_t)n);
}

/* ClickHouse's DateTime ends in 2106. */
static void put_times(struct row *w)
{
	int64_t s = w->of->time / SECOND;

	put_signed(w, s < 0 || s > UINT32_MAX ? 0 : s);
	put_signed(w, w->of->time);
}

static void put_count(struct row *w)
{
	int64_t first = w->of->time;

	if (w->of->part[PART_FIRST].p &&
	    (!record_time(w->of->part[PART_FIRST], &first) ||
	     first > w->of->time))
		first = w->of->time;
	put_signed(w, w->of->kind == RECORD_EVENT ? record_count(w->of) : 0);
	put_signed(w, first);
}

static void put_ends(struct row *w)
{
	put_part(w, PART_SRC);
	put_number(w, PART_SPORT);
	put_part(w, PART_MAC);
	put_part(w, PART_IFACE);
	put_part(w, PART_DST);
	put_number(w, PART_DPORT);
	put_part(w, PART_TRANSPORT);
	put_part(w, PART_APP);
}

static void put_meaning(struct row *w, bool event)
{
	static const struct span none = { NULL, 0 };

	put_text(w, event ? record_via(w->of) : none);
	put_text(w, record_name(w->of));
	put_part(w, PART_HINT);
	put_text(w, event ? record_target(w->of) : none);
	put_word(w, event ? tally_words[record_outcome(w->of)] : "");
	put_part(w, PART_ACTION);
}

static void put_rule(struct row *w)
{
	static const enum record_part texts[] = {
		PART_MATCH_TYPE, PART_MATCH, PART_CONFIDENCE, PART_EXCEPTION,
		PART_EXCEPTION_OWNER, PART_EXCEPTION_UNTIL, PART_BASIS,
		PART_AUTHORITY, PART_CITATION, PART_DUTY, PART_JURISDICTION,
	};

	put_part(w, PART_VENDOR);
	put_part(w, PART_ROLE);
	put_part(w, PART_LIST);
	put_number(w, PART_LINE);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		put_part(w, texts[i]);
}

static void put_rest(struct row *w, bool event)
{
	static const enum record_part texts[] = {
		PART_SOURCE, PART_ORIGIN, PART_STORY, PART_REFUSED, PART_HOST,
		PART_EVENT, PART_DETAIL,
	};

	put_part(w, event ? PART_MODE : PART_ALL_MODE);
	put_number(w, event ? PART_GENERATION : PART_ALL_GENERATION);
	put_number(w, PART_SEVERITY);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		put_part(w, texts[i]);
}

void flat_put(struct buffer *out, const struct record *r)
{
	struct row w = { .out = out, .of = r };
	bool event = r->kind == RECORD_EVENT;

	if (r->kind == RECORD_BAD)
		return;
	put_part(&w, PART_GATEWAY);
	put_part(&w, PART_STREAM);
	put_number(&w, PART_SEQ);
	put_times(&w);
	put_part(&w, PART_TYPE);
	put_count(&w);
	put_ends(&w);
	put_meaning(&w, event);
	put_rule(&w);
	put_rest(&w, event);
	buffer_char(out, '\n');
}
