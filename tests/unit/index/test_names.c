/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names.idx read: labels are borders, and no damage leads outside. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "ruleset/index/names.h"
#include "tests/unit/names_made.h"
#include "tests/unit/tap.h"

static void test_borders(void)
{
	static const struct made_name rules[] = {
		{ "example.com", false, 1, 11 },
		{ "www.example.com", true, 2, 22 },
		{ "deep.www.example.com", false, 3, 33 },
		{ "only.test", true, 4, 44 },
	};
	static const struct {
		const char *name;
		size_t n;
	} rows[] = {
		{ "example.com", 1 }, { "a.example.com", 1 },
		{ "www.example.com", 2 }, { "x.www.example.com", 1 },
		{ "deep.www.example.com", 2 }, { "x.deep.www.example.com", 2 },
		{ "xexample.com", 0 }, { "example.comx", 0 },
		{ "example.com.x", 0 }, { "com", 0 }, { "ample.com", 0 },
		{ "only.test", 1 }, { "x.only.test", 0 }, { "test", 0 },
		{ "Example.com", 0 }, { "EXAMPLE.COM", 0 },
		{ "", 0 }, { ".", 0 }, { "..", 0 }, { "example.com.", 0 },
		{ ".example.com", 1 }, { "a..example.com", 1 },
		{ "example..com", 0 }, { "example.com..", 0 },
	};
	struct names_made t = names_make(rules, 4);
	struct name_rule out[NAME_RULES_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_number(names_made_lookup(&t, rows[i].name), rows[i].n,
			  "\"%s\" is covered by %zu", rows[i].name, rows[i].n);
	names_lookup(&t.names, "x.deep.www.example.com", 22, out);
	ok(out[0].class == 1 && out[0].line == 11 && out[0].start == 11 &&
	   out[0].scope == NAMES_SUFFIX && out[1].class == 3 &&
	   out[1].line == 33 && out[1].start == 2,
	   "the least specific comes first");
	names_lookup(&t.names, "www.example.com", 15, out);
	ok(out[1].scope == NAMES_EXACT && out[1].start == 0 &&
	   out[1].line == 22,
	   "an exact one says so");
	is_number(names_lookup(&t.names, "example.community", 11, out), 1,
		  "the length ends a name");
	names_made_done(&t);
}

/* What a walk finds, a word each: "name", "=name" if exact. */
static void list(const struct names *n, char *out)
{
	struct names_walk w;

	*out = '\0';
	names_walk_begin(&w, n);
	while (names_walk_next(&w))
		for (; w.run.left > 0; names_run_next(&w.run))
			out += sprintf(out, " %s%.*s:%u", w.run.scope ? "=" :
				       "", (int)w.len, w.name, w.run.line);
}

static void test_walk(void)
{
	static const struct made_name rules[] = {
		{ "b.example.com", false, 1, 1 },
		{ "example.org", true, 300, 2 },
		{ "a.b.example.com", false, 2, 3 }, { "com", false, 1, 4 },
		{ "b.example.com", true, 2, 5 },
		{ "x.y.z.example.org", false, 3, 1u << 24 },
		{ "q.y.z.example.org", false, 3, 7 }, { "b-a.com", true, 1, 8 },
	};
	struct names_made t = names_make(rules, 8);
	char text[512];

	list(&t.names, text);
	is_text(text, " com:4 =b-a.com:8 b.example.com:1 =b.example.com:5"
		" a.b.example.com:3 =example.org:2 q.y.z.example.org:7"
		" x.y.z.example.org:16777216", "a walk finds all, in order");
	is_number(names_made_lookup(&t, "z.example.org"), 0,
		  "what names have in common is not listed");
	is_number(names_made_lookup(&t, "x.y.z.example.org"), 1,
		  "a name that shares its end with another is");
	ok(names_compare("b.com", 5, "a.b.com", 7) < 0 &&
	   names_compare("a.b.com", 7, "c.com", 5) < 0 &&
	   names_compare("b-a.com", 7, "b.com", 5) > 0 &&
	   names_compare("x.org", 5, "y.com", 5) > 0 &&
	   names_compare("x.org", 5, "x.org", 5) == 0,
	   "the order is that of the labels from the top");
	names_made_done(&t);
}

/* What damaged indexes are asked for: each listed name, at a guard page. */
enum { ASKED = 40 };
static struct guard asked[ASKED];

/* The most rules that any of them finds. */
static size_t use(const struct names_made *t)
{
	struct index ix;
	struct names n;
	struct names_walk w;
	struct name_rule out[NAME_RULES_MAX];
	size_t most = 0, got;

	if (index_over(&ix, t->g.p, t->g.len, INDEX_NAMES, false) < 0 ||
	    names_open(&n, &ix) < 0)
		return 0;
	names_walk_begin(&w, &n);
	while (names_walk_next(&w))
		most = w.len > 255 ? SIZE_MAX : most;
	for (size_t i = 0; i < ASKED; i++) {
		got = names_lookup(&n, (char *)asked[i].p, asked[i].len, out);
		most = got > most ? got : most;
	}
	return most;
}

/* The same index with another section at the end, at the guard page. */
static void put_last(struct names_made *t, unsigned last)
{
	static const uint32_t tags[NAMES_SECTIONS] = {
		INDEX_TAG('N', 'O', 'D', 'E'), INDEX_TAG('R', 'U', 'L', 'E'),
		INDEX_TAG('S', 'L', 'O', 'T'),
	};
	struct index_writer w;

	index_write_begin(&w, -1, INDEX_NAMES, t->ix.seed, NAMES_SECTIONS);
	for (unsigned i = 1; i <= NAMES_SECTIONS; i++) {
		uint32_t tag = tags[(last + i) % NAMES_SECTIONS];
		struct span s = index_section(&t->ix, tag);

		index_write_section(&w, tag, s.p, s.len);
	}
	index_write_finish(&w);
	names_made_done(t);
	t->g = guard_copy(w.out.p, w.out.len);
	buffer_done(&w.out);
	t->good = index_over(&t->ix, t->g.p, t->g.len, INDEX_NAMES,
			     true) == 0 && names_open(&t->names, &t->ix) == 0;
}

static void test_damage(const struct made_name *rules, unsigned last)
{
	struct names_made t = names_make(rules, ASKED);
	uint8_t *slots, *saved;
	size_t most = 0, got;

	put_last(&t, last);
	ok(t.good && use(&t) > 2, "sections may stand in any order");
	for (size_t bit = 64; bit < t.g.len * 8; bit++) {
		t.g.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		got = use(&t);
		most = got > most ? got : most;
		t.g.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	saved = malloc(t.g.len);
	memcpy(saved, t.g.p, t.g.len);
	for (int round = 0; round < 4000; round++) {
		for (size_t flips = 1 + random_next() % 12; flips > 0; flips--)
			t.g.p[64 + random_next() % (t.g.len - 64)] =
				(uint8_t)(random_next() % 3 ? random_next() :
					  random_next() % 2 ? 0xff : 0);
		got = use(&t);
		most = got > most ? got : most;
		memcpy(t.g.p, saved, t.g.len);
	}
	ok(most <= NAME_RULES_MAX, "damage never leads outside");

	slots = t.g.p + (t.names.slots.p - t.ix.p);
	for (size_t i = 0; i < t.names.slots.len; i++)
		slots[i] |= i % 64 < 12 ? 0x40 : i % 64 < 16 ? 0xff : 0;
	ok(use(&t) <= NAME_RULES_MAX, "a table without end is left");
	for (size_t i = 0; i < t.names.slots.len; i++)
		slots[i] = i % 64 < 12 ? 1 : slots[i];
	ok(use(&t) <= NAME_RULES_MAX, "one of equal tags too");
	memset(t.g.p + 64, 0xff, t.g.len - 64);
	is_number(use(&t), 0, ": nothing but ones is nothing");
	free(saved);
	names_made_done(&t);
}

static void test_damages(void)
{
	struct made_name rules[ASKED];

	for (size_t i = 0; i < ASKED; i++) {
		random_name(rules[i].name);
		if (i >= ASKED - 3)	/* the last in the tree, thrice */
			strcpy(rules[i].name, "b.zz");
		rules[i].scope = i % 2;
		rules[i].class = (uint16_t)i;
		rules[i].line = (uint32_t)i + 1;
		asked[i] = guard_copy(rules[i].name, strlen(rules[i].name));
	}
	for (unsigned last = 0; last < NAMES_SECTIONS; last++)
		test_damage(rules, last);
	strcpy(rules[ASKED - 1].name, "c.zz");
	strcpy(rules[ASKED - 2].name, "d.zz");
	test_damage(rules, 0);
	for (size_t i = 0; i < ASKED; i++)
		guard_free(&asked[i]);
}

/* How many groups have no slot left, and how many sent records on. */
static void count_full(const struct names_made *t, size_t *full, size_t *sent)
{
	struct span s = t->names.slots;

	*full = *sent = 0;
	for (size_t at = 0; at < s.len; at += 64) {
		*full += !memchr(s.p + at, 0, 12);
		*sent += index_u32(s.p + at + 12) != 0;
	}
}

/* Records that their group had no room for are found in a later one. */
static void test_full_groups(void)
{
	enum { MANY = 6000 };
	struct made_name *rules = calloc(MANY, sizeof(*rules));
	size_t found = 0, others = 0, full, sent;
	char name[32];
	struct names_made t;

	for (size_t i = 0; i < MANY; i++) {
		sprintf(rules[i].name, "n%zu.test", i);
		rules[i].line = (uint32_t)i + 1;
	}
	t = names_make(rules, MANY);
	for (size_t i = 0; i < MANY; i++) {
		found += names_made_lookup(&t, rules[i].name) == 1;
		sprintf(name, "x%zu.test", i);
		others += names_made_lookup(&t, name);
	}
	is_number(found, MANY, "all of %d names are found", MANY);
	is_number(others, 0, ": and no other");
	count_full(&t, &full, &sent);
	ok(sent > 0 && sent <= full, "%zu groups are full, %zu sent records "
	   "on", full, sent);
	names_made_done(&t);
	free(rules);
}

int main(void)
{
	test_borders();
	test_walk();
	test_full_groups();
	test_damages();
	return done_testing();
}
