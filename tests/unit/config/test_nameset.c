/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of a list, folded: by hand, and against a slow judge of names. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "ruleset/config/nameset.h"
#include "tests/unit/tap.h"

enum { NAME = 256 };

/* "x" exact, ".x" suffix, "*x" below, "@" before an exception, "!"
 * important. */
static struct list_entry entry_of(const char *word)
{
	struct list_entry e = { .kind = LIST_EXACT };

	e.allow = *word == '@';
	word += e.allow;
	e.important = *word == '!';
	word += e.important;
	if (*word == '.' || *word == '*') {
		e.kind = *word == '.' ? LIST_SUFFIX : LIST_BELOW;
		word++;
	}
	e.len = (uint8_t)snprintf(e.name, sizeof(e.name), "%s", word);
	return e;
}

static void add_words(struct nameset *s, const char *words)
{
	char copy[400], *save, *word;

	snprintf(copy, sizeof(copy), "%s", words);
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		struct list_entry e = entry_of(word);

		nameset_add(s, &e);
	}
}

static char *written(const struct nameset *s)
{
	struct buffer out = { 0 };
	char name[256];

	buffer_text(&out, "");
	for (size_t i = 0; i < s->n; i++) {
		nameset_name(s, &s->items[i], name);
		buffer_printf(&out, "%s%s%s%s", i ? " " : "",
			      s->items[i].allow ? "@" : "",
			      s->items[i].kind == LIST_EXACT ? "" :
			      s->items[i].kind == LIST_BELOW ? "*" : ".",
			      name);
	}
	return buffer_take(&out);
}

static void test_rows(void)
{
	static const struct {
		const char *words, *want;
	} rows[] = {
		{ "", "" }, { ".a.b", ".a.b" }, { ".a.b .a.b a.b", ".a.b" },
		{ "a.b a.b", "a.b" }, { "x.a.b .a.b y.x.a.b", ".a.b" },
		{ ".xa.b .a.b", ".a.b .xa.b" }, { "x-a.b .a.b", "x-a.b .a.b" },
		{ ".a.b -.a.b .a-.b x.a.b", ".a-.b .a.b" },
		{ "c.d a.d .b.d", "a.d c.d .b.d" },
		{ ".a.b @.a.b", "" }, { "@.a.b .a.b", "" },
		{ ".a.b @.x.a.b", ".a.b @.x.a.b" },
		{ ".a.b @x.a.b", ".a.b @x.a.b" },
		{ "x.a.b .y.x.a.b @.a.b", "" }, { "a.b @a.b", "" },
		{ ".a.b @a.b", ".a.b @a.b" }, { "@.x.y", "" },
		{ ".a.b .x.a.b @.x.a.b", ".a.b @.x.a.b" },
		{ ".a.b @.x.a.b y.x.a.b", ".a.b @.x.a.b" },
		{ "!.a.b @.a.b", ".a.b" }, { "!.a.b @.x.a.b", ".a.b" },
		{ ".x.a.b @.a.b !y.a.b", "y.a.b" },
		{ "!.a.b @!.a.b", "" }, { "!.a.b .a.b", ".a.b" },
		{ ".a.b @.x.a.b !.y.x.a.b", ".a.b .y.x.a.b @.x.a.b" },
		{ "*a.b a.b", ".a.b" }, { "*a.b .a.b", ".a.b" },
		{ "*a.b x.a.b *x.a.b", "*a.b" }, { "*a.b @a.b", "*a.b" },
		{ ".a.b @*a.b", ".a.b @*a.b" }, { "a.b @*a.b", "a.b" },
		{ "*a.b @*x.a.b", "*a.b @*x.a.b" }, { "*a.b @.a.b", "" },
		{ "*a.b @x.a.b @*x.a.b", "*a.b @.x.a.b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nameset s = { .items = NULL };
		char *got;

		add_words(&s, rows[i].words);
		nameset_fold(&s);
		got = written(&s);
		is_text(got, rows[i].want, "\"%s\" is folded", rows[i].words);
		free(got);
		nameset_done(&s);
	}
}

static bool reaches(const struct list_entry *e, const char *name)
{
	size_t len = strlen(name);

	if (e->kind == LIST_EXACT || len == e->len)
		return e->kind != LIST_BELOW && strcmp(e->name, name) == 0;
	return len > e->len && name[len - e->len - 1] == '.' &&
	       strcmp(name + len - e->len, e->name) == 0;
}

/* The most important of what reaches the name, exceptions first. */
static bool is_listed(const struct list_entry *e, size_t n, const char *name)
{
	int best = -1;

	for (size_t i = 0; i < n; i++)
		if (reaches(&e[i], name)) {
			int rank = 2 * e[i].important + e[i].allow;

			best = rank > best ? rank : best;
		}
	return best >= 0 && best % 2 == 0;
}

static void random_name(char out[NAME], unsigned depth)
{
	size_t at = 0;

	for (unsigned i = 0; i < depth; i++)
		at += (size_t)snprintf(out + at, NAME - at, "%s.",
				       random_next() % 3 ? "a" : "a-b");
	snprintf(out + at, NAME - at, "t");
}

static void test_random(void)
{
	unsigned wrong = 0, listed = 0;

	for (unsigned round = 0; round < 4000; round++) {
		struct list_entry in[12], out[12];
		struct nameset s = { .items = NULL };
		char name[NAME];

		for (size_t i = 0; i < ARRAY_SIZE(in); i++) {
			random_name(name, 1 + random_next() % 4);
			in[i] = entry_of(name);
			in[i].kind = random_next() % LIST_PREFIX;
			in[i].allow = random_next() % 3 == 0;
			in[i].important = random_next() % 4 == 0;
			nameset_add(&s, &in[i]);
		}
		nameset_fold(&s);
		for (size_t i = 0; i < s.n; i++) {
			nameset_name(&s, &s.items[i], name);
			out[i] = entry_of(name);
			out[i].kind = s.items[i].kind;
			out[i].allow = s.items[i].allow;
			out[i].important = s.items[i].important;
		}
		for (unsigned k = 0; k < 40; k++) {
			bool is;

			random_name(name, 1 + random_next() % 5);
			is = is_listed(in, ARRAY_SIZE(in), name);
			listed += is;
			wrong += is_listed(out, s.n, name) != is;
		}
		nameset_done(&s);
	}
	is_number(wrong, 0, "folded, the same names are listed: %u", listed);
}

int main(void)
{
	test_rows();
	test_random();
	return done_testing();
}
