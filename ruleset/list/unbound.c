/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unbound.conf(5): local-zone and local-data. */

#include "lib/array.h"
#include "ruleset/list/formats.h"

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

unsigned unbound_looks(struct span line)
{
	return starts_with(line, "local-zone:") ||
	       starts_with(line, "local-data:") ? 4 : 0;
}

/* The next value, in quotes or not. */
static struct span next_value(struct span *s)
{
	*s = trim(*s);
	if (s->len > 0 && (s->p[0] == '"' || s->p[0] == '\'')) {
		char quote = (char)s->p[0];

		s->p++;
		s->len--;
		return cut_at(s, quote);
	}
	return next_word(s);
}

static void put_zone(struct list_reader *r, struct span line)
{
	struct span rest = line, name = next_value(&rest);
	struct span type = next_value(&rest);
	size_t i = 0;

	while (i < NTYPES && !span_is(type, types[i].type))
		i++;
	if (i == NTYPES) {
		reject(r, &line, "not a type of local-zone that is known");
	} else if (types[i].meaning == NEITHER) {
		skip(r, &line, "a type that blocks no name");
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
	struct span name = next_word(&rest), word = next_word(&rest);

	if (word.len > 0 && word.p[0] >= '0' && word.p[0] <= '9')
		word = next_word(&rest);
	if (span_is_nocase(word, "in"))
		word = next_word(&rest);
	rest = trim(rest);
	if ((span_is_nocase(word, "a") || span_is_nocase(word, "aaaa")) &&
	    is_null_address(rest))
		put_name(r, name, LIST_SUFFIX);
	else
		skip(r, &data, "an answer of its own, which blocks nothing");
}

static void parse(struct list_reader *r)
{
	struct span line;

	while (next_line(r, &line)) {
		struct span rest = line, key = trim(cut_at(&rest, ':'));

		rest = trim(rest);

		if (span_is(key, "local-zone"))
			put_zone(r, rest);
		else if (span_is(key, "local-data"))
			put_data(r, rest);
		else if (key.len == line.len)
			reject(r, &line, "not an option of unbound "
			       "(\"local-zone: NAME TYPE\")");
		else if (rest.len > 0)
			skip(r, &line, "an option that lists no name");
	}
}

void unbound_parse(struct list_reader *r)
{
	closest_parse(r, parse);
}
