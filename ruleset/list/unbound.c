/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unbound.conf(5): local-zone and local-data. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/hash.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/*
 * What the types of a local-zone do to a name in it: refuse it, whatever data
 * there are; refuse it but for names with data; answer all with the data of the
 * zone, and refuse where there are none; let it pass.
 */
enum meaning { REFUSES, REFUSES_THE_REST, ANSWERS, PASSES, NEITHER, UNKNOWN };

static const struct {
	const char *type;
	enum meaning meaning;
} types[] = {
	{ "deny", REFUSES_THE_REST }, { "refuse", REFUSES_THE_REST },
	{ "static", REFUSES_THE_REST }, { "inform_deny", REFUSES_THE_REST },
	{ "redirect", ANSWERS }, { "inform_redirect", ANSWERS },
	{ "always_refuse", REFUSES }, { "always_nxdomain", REFUSES },
	{ "always_nodata", REFUSES }, { "always_deny", REFUSES },
	{ "always_null", REFUSES }, { "ipset", REFUSES },
	{ "transparent", PASSES }, { "typetransparent", PASSES },
	{ "always_transparent", PASSES }, { "inform", PASSES },
	{ "block_a", NEITHER }, { "noview", NEITHER },
	{ "nodefault", NEITHER }, { "truncate", NEITHER },
};

enum { NTYPES = ARRAY_SIZE(types) };

/* The zones of the list, and the names that have an answer of their own; by
 * hash, as found by the first pass. */
struct known {
	uint64_t hash;
	enum meaning meaning;
};

struct unbound {
	struct hash_key key;
	struct known *zones, *answers;
	size_t nzones, nanswers;
	bool second;		/* pass, which adds */
	bool view;		/* in a clause that holds for some clients */
};

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

/* --- what is known of names ------------------------------------------- */

static int compare(const void *pa, const void *pb)
{
	const struct known *a = pa, *b = pb;

	return a->hash < b->hash ? -1 : a->hash > b->hash;
}

static void learn(struct known **known, size_t *n, uint64_t hash,
		  enum meaning meaning)
{
	*known = xgrow(*known, *n, sizeof(**known));
	(*known)[(*n)++] = (struct known) { hash, meaning };
}

static const struct known *find(const struct known *known, size_t n,
				uint64_t hash)
{
	const struct known key = { .hash = hash };

	return n ? bsearch(&key, known, n, sizeof(key), compare) : NULL;
}

/* Of the closest zone at or above the name; *at: it is the name's own. */
static enum meaning zone_of(const struct unbound *u, const char *name,
			    bool *at)
{
	const struct known *z;

	for (const char *up = name; up; up++) {
		z = find(u->zones, u->nzones, hash_bytes(&u->key, up,
							 strlen(up)));
		*at = up == name;
		if (z)
			return z->meaning;
		up = strchr(up, '.');
		if (!up)
			break;
	}
	return UNKNOWN;
}

static enum meaning meaning_of(struct span type)
{
	for (size_t i = 0; i < NTYPES; i++)
		if (span_is(type, types[i].type))
			return types[i].meaning;
	return UNKNOWN;
}

/* --- what they come to ------------------------------------------------ */

static bool has_answer(const struct unbound *u, struct span name)
{
	struct list_entry e;

	return !hostname_read(name, &e) &&
	       find(u->answers, u->nanswers, hash_bytes(&u->key, e.name,
							e.len));
}

static void put_zone(struct list_reader *r, struct unbound *u,
		     struct span line)
{
	struct span rest = line, name = next_value(&rest);
	enum meaning meaning = meaning_of(next_value(&rest));
	struct list_entry e;

	if (!u->second) {
		if (meaning < NEITHER && !hostname_read(name, &e))
			learn(&u->zones, &u->nzones, hash_bytes(&u->key, e.name,
								e.len),
			      meaning);
	} else if (meaning == UNKNOWN) {
		remark_reject(r, &line,
			      "not a type of local-zone that is known");
	} else if (meaning == NEITHER) {
		remark_skip(r, &line, "a type that blocks no name");
	} else {
		r->entry.allow = meaning == PASSES ||
				 (meaning == ANSWERS && has_answer(u, name));
		put_name(r, name, LIST_SUFFIX);
		r->entry.allow = false;
	}
}

/* An answer that is none, for this name alone. */
static void put_null(struct list_reader *r, const struct unbound *u,
		     struct span name)
{
	struct list_entry e;
	bool at;

	if (!hostname_read(name, &e) && zone_of(u, e.name, &at) <= ANSWERS)
		return;		/* of a zone that says as much */
	/* In a zone that lets pass it holds for the zone's own name. */
	r->no_wildcard = true;
	put_name(r, name, LIST_EXACT);
	r->no_wildcard = false;
}

/* One of its own lets the name pass where the zone would refuse the rest, if
 * it leads to an address. */
static void put_answer(struct list_reader *r, const struct unbound *u,
		       struct span data, struct span name, bool leads)
{
	struct list_entry e;
	bool at = false;
	enum meaning zone = hostname_read(name, &e) ? UNKNOWN :
			    zone_of(u, e.name, &at);

	if (zone != REFUSES_THE_REST || !leads) {
		remark_skip(r, &data,
			    "an answer of its own, which blocks nothing");
		return;
	}
	r->entry.allow = true;
	put_name(r, name, LIST_EXACT);
	r->entry.allow = false;
}

/* "NAME [TTL] [IN] A 0.0.0.0" */
static void put_data(struct list_reader *r, struct unbound *u,
		     struct span line)
{
	struct span data = next_value(&line), rest = data;
	struct span name = span_word(&rest), word = span_word(&rest);
	struct list_entry e;
	bool null, address, leads;

	if (word.len > 0 && word.p[0] >= '0' && word.p[0] <= '9')
		word = span_word(&rest);
	if (span_is_nocase(word, "in"))
		word = span_word(&rest);
	rest = span_trim(rest);
	address = span_is_nocase(word, "a") || span_is_nocase(word, "aaaa");
	leads = address || span_is_nocase(word, "cname");
	null = address && hosts_is_null(rest);
	if (!u->second && !null && leads && !hostname_read(name, &e))
		learn(&u->answers, &u->nanswers, hash_bytes(&u->key, e.name,
							    e.len), NEITHER);
	if (u->second && null)
		put_null(r, u, name);
	else if (u->second)
		put_answer(r, u, data, name, leads);
}

static void read_option(struct list_reader *r, struct unbound *u,
			struct span line)
{
	struct span rest = line, key = span_trim(span_cut(&rest, ':'));

	rest = span_trim(rest);
	if (span_is(key, "local-zone"))
		put_zone(r, u, rest);
	else if (span_is(key, "local-data"))
		put_data(r, u, rest);
	else if (!u->second)
		;
	else if (key.len == line.len || memchr(key.p, ' ', key.len))
		remark_reject(r, &line, "not an option of unbound "
			      "(\"local-zone: NAME TYPE\")");
	else if (rest.len > 0)
		remark_skip(r, &line, "an option that lists no name");
}

/* "server:", "view:" and their kin begin a clause. */
static bool takes_clause(struct unbound *u, struct span line)
{
	if (!span_ends(line, ":") || memchr(line.p, ' ', line.len))
		return false;
	u->view = span_is(line, "view:");
	return true;
}

static void read_line(struct list_reader *r, struct unbound *u,
		      struct span line)
{
	if (takes_clause(u, line))
		return;
	if (!u->view)
		read_option(r, u, line);
	else if (u->second)
		remark_skip(r, &line, "of a view, which holds for some "
			    "clients only");
}

static void sort(void *base, size_t n, size_t size)
{
	if (n > 0)
		qsort(base, n, size, compare);
}

static void parse_once(struct list_reader *r)
{
	struct unbound u = { .key = hash_key_random() };
	struct span line;

	for (int pass = 0; pass < 2; pass++) {
		u.second = pass == 1;
		u.view = false;
		if (u.second && !text_rewind(r->in)) {
			remark_refuse(r, "cannot be read twice");
			break;
		}
		while (lines_next(r, &line))
			read_line(r, &u, line);
		sort(u.zones, u.nzones, sizeof(*u.zones));
		sort(u.answers, u.nanswers, sizeof(*u.answers));
	}
	free(u.zones);
	free(u.answers);
}

static void parse(struct list_reader *r)
{
	closest_parse(r, parse_once);
}

const struct list_format unbound_format = {
	.word = "unbound", .looks = looks, .parse = parse,
};
