/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of ad blockers (Adblock Plus, uBlock Origin, AdGuard): "||name^", its
 * exceptions "@@||name^", and lines of hosts files, which AdGuard takes too.
 * Two passes, as $badfilter takes back rules before and behind it.
 */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/adblock_rule.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { BADFILTERS_MAX = 65536 };

struct taken_back {
	uint64_t *ids;
	size_t n;
	struct hash_key key;
};

/* What may stand in front of "##": nothing, or names with commas between. */
static bool are_sites(struct span s)
{
	bool letter = s.len == 0;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = ascii_lower(s.p[i]);

		if (c == '#' || ascii_is_blank(c))
			return false;
		letter |= (c >= 'a' && c <= 'z') || c == '*' || c >= 0x80;
	}
	return letter;
}

/* A part of a page: ".class", "#id", "[attribute]", "div > a", and so on; a
 * word alone may be a remark. */
static bool is_selector(struct span s, bool sites)
{
	static const char signs[] = ".[*:>^+";

	bool id = s.len > 0 && s.p[0] == '#';

	if (id)
		s = (struct span) { s.p + 1, s.len - 1 };
	if (s.len == 0 || ascii_is_blank(s.p[0]) || s.p[0] == '#' ||
	    span_ends(s, "#"))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (strchr(signs, s.p[i]))
			return true;
	return sites || id;
}

/* "site##.banner" and its kin hide parts of pages. */
static bool is_cosmetic(struct span line)
{
	static const char *const marks[] = {
		"##", "#@#", "#?#", "#@?#", "#$#", "#@$#", "#%#", "#@%#",
		"$$", "$@$",
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		size_t len = strlen(marks[i]);
		const uint8_t *at = memmem(line.p, line.len, marks[i], len);

		size_t before = at ? (size_t)(at - line.p) : 0;

		/* "## Title" is a comment. */
		if (at && are_sites((struct span) { line.p, before }) &&
		    is_selector((struct span) { at + len, line.len - before -
						len }, before > 0))
			return true;
	}
	return false;
}

static unsigned looks(struct span line)
{
	if (span_begins(line, "[Adblock") || span_begins(line, "[uBlock"))
		return LOOKS_CERTAIN;
	if (span_begins(line, "||") || span_begins(line, "@@||"))
		return 4;
	if (span_begins(line, "|") || span_begins(line, "@@"))
		return 2;
	return line.p[0] != '!' && is_cosmetic(line) ? 4 : 0;
}

static int compare(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

static void find_badfilters(struct list_reader *r, struct taken_back *t)
{
	struct adblock_rule rule;
	struct span line;

	while (text_line(r->in, &line)) {
		if (!memmem(line.p, line.len, "badfilter", 9))
			continue;
		line = lines_uncomment(line);
		adblock_rule(line, &t->key, &rule);
		if (!rule.badfilter)
			continue;
		if (t->n == BADFILTERS_MAX) {
			remark_refuse(r, "more $badfilter rules than any list "
				      "has");
			return;
		}
		t->ids = xgrow(t->ids, t->n, sizeof(*t->ids));
		t->ids[t->n++] = rule.id;
	}
	if (t->n > 0)
		qsort(t->ids, t->n, sizeof(*t->ids), compare);
	if (!text_rewind(r->in))
		remark_refuse(r,
			      "cannot be read twice, as this format asks for");
}

static void put_denyallow(struct list_reader *r, struct span names)
{
	r->entry.allow = true;
	while (names.len > 0)
		put_any(r, span_cut(&names, '|'));
	r->entry.allow = false;
}

static void put_rule(struct list_reader *r, struct span line,
		     const struct taken_back *t)
{
	struct adblock_rule rule;
	const char *why = adblock_rule(line, t->n ? &t->key : NULL, &rule);

	if (rule.badfilter || (t->n > 0 && bsearch(&rule.id, t->ids, t->n,
						   sizeof(*t->ids), compare))) {
		r->result->ignored++;
		return;
	}
	if (why) {
		remark_skip(r, &line, why);
		return;
	}
	r->entry.allow = rule.allow;
	r->entry.important = rule.important;
	put_item(r, rule.name, rule.below ? LIST_BELOW :
		 rule.exact ? LIST_EXACT : LIST_SUFFIX);
	r->entry.allow = false;
	r->entry.important = 0;
	put_denyallow(r, rule.denyallow);
}

/* "!#if" to "!#endif": what holds there depends on the blocker. */
static bool is_conditional(struct list_reader *r, struct span line,
			   unsigned *depth)
{
	if (span_begins(line, "!#if")) {
		if (++*depth == 1)
			remark_skip(r, &line,
				    "rules that depend on the blocker");
	} else if (span_begins(line, "!#endif") && *depth > 0) {
		--*depth;
		return true;
	} else if (span_begins(line, "!#include")) {
		remark_skip(r, &line, "other files are not opened");
	}
	return *depth > 0;
}

/* An address of its own, which AdGuard Home takes as well. */
static bool put_alone(struct list_reader *r, struct span line)
{
	struct range range;

	if (!addresses_look_so(line) || addresses_read(line, &range))
		return false;
	put_range(r, &range);
	return true;
}

static void put_line(struct list_reader *r, struct span line,
		     const struct taken_back *t)
{
	bool open;

	if (is_cosmetic(line)) {
		r->result->ignored++;
		return;
	}
	if (line.p[0] == '[' || lines_is_comment(line, &open))
		return;
	line = lines_uncomment(line);
	if (line.len > 0 && !hosts_line(r, line) && !put_alone(r, line))
		put_rule(r, line, t);
}

static void parse(struct list_reader *r)
{
	struct taken_back t = { .key = hash_key_random() };
	unsigned depth = 0;
	struct span line;

	find_badfilters(r, &t);
	while (lines_next_raw(r, &line))
		if (!is_conditional(r, line, &depth))
			put_line(r, line, &t);
	if (r->result->ignored > 0)
		remark_note(r, "%zu rules about parts of pages, or taken back, "
			    "were left out", r->result->ignored);
	free(t.ids);
}

const struct list_format adblock_format = {
	.word = "adblock", .looks = looks, .comments = true, .parse = parse,
};
