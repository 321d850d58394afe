/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From lines of EVE to events. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "tools/record/logged.h"
#include "tools/record/record.h"

/* Which part goes where, and what stands for one that is missing. */
static const struct {
	enum record_part part;
	size_t offset;
	const char *none;
} fields[] = {
#define FIELD(part, member, none) \
	{ part, offsetof(struct logged, member), none }
	FIELD(PART_SRC, client, ""), FIELD(PART_VENDOR, vendor, "-"),
	FIELD(PART_ROLE, role, "-"), FIELD(PART_HINT, hint, ""),
	FIELD(PART_MAC, mac, ""), FIELD(PART_IFACE, iface, ""),
	FIELD(PART_DST, dest, ""), FIELD(PART_LIST, list, "-"),
	FIELD(PART_LINE, line, "-"), FIELD(PART_MATCH, match, "-"),
	FIELD(PART_MATCH_TYPE, match_type, "-"),
	FIELD(PART_EXCEPTION, exception, "-"),
	FIELD(PART_AUTHORITY, authority, "-"),
	FIELD(PART_CITATION, citation, "-"), FIELD(PART_MODE, mode, "-"),
	FIELD(PART_GATEWAY, gateway, "-"), FIELD(PART_STREAM, stream, "-"),
	FIELD(PART_SEQ, seq, "-"), FIELD(PART_SOURCE, source, "-"),
#undef FIELD
};

static size_t copy(char *to, size_t size, struct span s)
{
	size_t n = s.len < size ? s.len : size - 1;

	if (n > 0)
		memcpy(to, s.p, n);
	to[n] = '\0';
	return n;
}

/* The first of its bytes, as many as the history has. */
static struct span cut(struct span s)
{
	return (struct span) { s.p, s.len < LOGGED_COUNTED ? s.len :
					     LOGGED_COUNTED - 1 };
}

/* A text into what is left of the room; one that is too long loses its end. */
static const char *keep(struct logged *e, size_t *used, struct span s)
{
	char *at = e->texts + *used;

	if (*used + 1 >= LOGGED_TEXTS)
		return "";
	*used += copy(at, LOGGED_TEXTS - *used, s) + 1;
	return at;
}

static void set_target(struct logged *e, const struct record *r)
{
	struct span name = record_name(r);

	if (name.len > 0)
		copy(e->target, sizeof(e->target), name);
	else
		snprintf(e->target, sizeof(e->target), strchr(e->dest, ':') ?
			 "[%s]:%lld" : "%s:%lld", e->dest,
			 (long long)record_number(r, PART_DPORT));
}

/* What a person wants to know of the target beside. */
static void set_shown(struct logged *e, const struct record *r)
{
	struct span after = r->part[PART_REFUSED], asked = r->part[PART_ASKED];
	size_t n = sizeof(e->shown);

	if (span_is(r->part[PART_MATCH_TYPE], "fallback"))
		snprintf(e->shown, n, "%s (fallback after %.*s)", e->target,
			 (int)after.len, after.p ? (const char *)after.p : "");
	else if (after.len > 0)
		snprintf(e->shown, n, "%s (asked again of %s)", e->target,
			 e->dest);
	else if (r->part[PART_LED].len > 0)
		/* The name that an answer leads to, where it is about one. */
		snprintf(e->shown, n, "%s (by %.*s)", e->target,
			 (int)asked.len, asked.p ? (const char *)asked.p : "");
	else if (*e->hint)
		snprintf(e->shown, n, "%s (%s)", e->hint, e->target);
	else
		snprintf(e->shown, n, "%s", e->target);
}

void logged_fill(struct logged *e, const struct record *r, const char *line)
{
	size_t used = 0;
	int64_t first;

	e->raw = line;
	e->time = e->first = (time_t)(r->time / 1000000);
	if (r->part[PART_FIRST].p && record_time(r->part[PART_FIRST], &first) &&
	    first < r->time)
		e->first = (time_t)(first / 1000000);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		struct span s = r->part[fields[i].part];

		*(const char **)((char *)e + fields[i].offset) =
			s.p ? keep(e, &used, s) : fields[i].none;
	}
	e->via = keep(e, &used, record_via(r));
	e->counted = keep(e, &used, cut(record_target(r)));
	e->action = record_outcome(r);
	e->count = record_count(r);
	set_target(e, r);
	set_shown(e, r);
}

enum logged_result logged_read(struct logged *e, struct jsontree *tree,
			       const char *line, size_t len)
{
	struct record r;
	enum record_kind kind = record_read(&r, tree, line, len);

	e->time = (time_t)(r.time / 1000000);
	if (kind == RECORD_BAD)
		return LOGGED_BAD;
	if (kind != RECORD_EVENT)
		return LOGGED_OTHER;
	logged_fill(e, &r, line);
	return LOGGED_EVENT;
}
