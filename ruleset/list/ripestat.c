/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RIPEstat's announced-prefixes: the prefixes of an AS, each with its times. */

#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static bool begins(struct span head)
{
	return json_has(head, "\"announced-prefixes\"") ||
	       json_has(head, "\"timelines\"");
}

/* Times as ISO 8601 writes them, which sort as text. */
struct ripestat {
	char prefix[ADDRESS_TEXT], end[32];	/* of the object being read */
	char last[32];				/* of all */
	uint32_t asn;
	bool second;				/* pass, which adds */
};

static void keep_later(char to[32], const struct json_reader *j)
{
	if (strcmp(j->value, to) > 0)
		json_copy(j, to, 32);
}

/* RIPEstat lists what was announced at any time of its window: what ended
 * before the last of all is withdrawn. */
static void put_announced(struct list_reader *r, const struct ripestat *s)
{
	struct span prefix = { (const uint8_t *)s->prefix, strlen(s->prefix) };

	r->entry.asn = s->asn;
	if (s->end[0] && strcmp(s->end, s->last) < 0)
		remark_skip(r, &prefix, "not announced any more");
	else
		put_address(r, prefix);
	r->entry.asn = 0;
}

/* "64500", "AS64500"; 0 for anything else. */
static uint32_t asn_of(struct span resource)
{
	int64_t n = iptoasn_number(resource);

	return n > 0 ? (uint32_t)n : 0;
}

static void take_announced(struct list_reader *r, const struct json_reader *j,
			   enum json_event e, struct ripestat *s)
{
	if (!json_key_is(j, 1, "data"))
		return;
	if (e == JSON_STRING && j->depth == 2 && json_key_is(j, 2, "resource"))
		s->asn = asn_of(json_value(j));
	if (!json_key_is(j, 2, "prefixes"))
		return;
	if (e == JSON_OPEN && j->depth == 4) {
		s->prefix[0] = s->end[0] = '\0';
		r->line = r->in->line;
	} else if (e == JSON_STRING && j->depth == 4 &&
		   json_key_is(j, 4, "prefix")) {
		json_copy(j, s->prefix, sizeof(s->prefix));
	} else if (e == JSON_STRING && json_key_is(j, 4, "timelines") &&
		   json_key_is(j, j->depth, "endtime")) {
		keep_later(s->end, j);
		keep_later(s->last, j);
	} else if (e == JSON_CLOSE && j->depth == 3 && s->second) {
		put_announced(r, s);
	}
}

static void parse(struct list_reader *r)
{
	struct ripestat s = { .second = false };
	struct json_reader j;
	enum json_event e;

	for (int pass = 0; pass < 2; pass++) {
		s.second = pass == 1;
		if (s.second && !text_rewind(r->in)) {
			remark_refuse(r, "cannot be read twice");
			return;
		}
		json_read(&j, r->in);
		while ((e = json_next(&j)) > JSON_BAD)
			take_announced(r, &j, e, &s);
	}
	json_end(r, &j, e);
}

const struct list_format ripestat_format = {
	.word = "ripestat", .begins = begins, .parse = parse,
};
