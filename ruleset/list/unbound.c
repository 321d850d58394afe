/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unbound.conf(5): local-zone and local-data. */

#include "lib/array.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum meaning { LISTS, ALLOWS, NEITHER };

/* What the types of a local-zone do to names in it. */
static const struct {
	const char *type;
	enum meaning meaning;
} types[] = {
	{ "deny", LISTS }, { "refuse", LISTS }, { "static", LISTS },
	{ "redirect", LISTS }, { "inform_deny", LISTS },
	{ "inform_redirect", LISTS }, { "always_refuse", LISTS },
	{ "always_nxdomain", LISTS }, { "always_nodata", LISTS },
	{ "always_deny", LISTS }, { "always_null", LISTS },
	{ "ipset", LISTS },
	{ "transparent", ALLOWS }, { "typetransparent", ALLOWS },
	{ "always_transparent", ALLOWS }, { "inform", ALLOWS },
	{ "block_a", NEITHER }, { "noview", NEITHER },
	{ "nodefault", NEITHER }, { "truncate", NEITHER },
};

enum { NTYPES = ARRAY_SIZE(types) };

static unsigned looks(struct span line)
{
	return span_begins(line, "local-zone:") ||
	       span_begins(line, "local-data:") ? 4 : 0;
}

/* The next value, in quotes or not. */
static struct span next_value(struct span *s)
{
	*s = span_trim(*s);
	if (s->len > 0 && (s->p[0] == '"' || s->p[0] == '\'')) {
		char quote = (char)s->p[0];

		s->p++;
		s->len--;
		return span_cut(s, quote);
	}
	return span_word(s);
}

static void put_zone(struct list_reader *r, struct span line)
{
	struct span rest = line, name = next_value(&rest);
	struct span type = next_value(&rest);
	size_t i = 0;

	while (i < NTYPES && !span_is(type, types[i].type))
		i++;
	if (i == NTYPES) {
		remark_reject(r, &line,
			      "not a type of local-zone that is known");
	} else if (types[i].meaning == NEITHER) {
		remark_skip(r, &line, "a type that blocks no name");
	} else {
		r->entry.allow = types[i].meaning == ALLOWS;
		put_name(r, name, LIST_SUFFIX);
		r->entry.allow = false;
	}
}

/* "NAME [TTL] [IN] A 0.0.0.0" */
static void put_data(struct list_reader *r, struct span line)
{
	struct span data = next_value(&line), rest = data;
	struct span name = span_word(&rest), word = span_word(&rest);

	if (word.len > 0 && word.p[0] >= '0' && word.p[0] <= '9')
		word = span_word(&rest);
	if (span_is_nocase(word, "in"))
		word = span_word(&rest);
	rest = span_trim(rest);
	if ((span_is_nocase(word, "a") || span_is_nocase(word, "aaaa")) &&
	    hosts_is_null(rest))
		put_name(r, name, LIST_SUFFIX);
	else
		remark_skip(r, &data,
			    "an answer of its own, which blocks nothing");
}

static void parse_once(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line)) {
		struct span rest = line, key = span_trim(span_cut(&rest, ':'));

		rest = span_trim(rest);

		if (span_is(key, "local-zone"))
			put_zone(r, rest);
		else if (span_is(key, "local-data"))
			put_data(r, rest);
		else if (key.len == line.len)
			remark_reject(r, &line, "not an option of unbound "
				      "(\"local-zone: NAME TYPE\")");
		else if (rest.len > 0)
			remark_skip(r, &line, "an option that lists no name");
	}
}

static void parse(struct list_reader *r)
{
	closest_parse(r, parse_once);
}

const struct list_format unbound_format = {
	.word = "unbound", .looks = looks, .parse = parse,
};
