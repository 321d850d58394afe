/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names.idx built: each name finds what a plain search finds. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ruleset/index/names.h"
#include "tests/unit/names_made.h"
#include "tests/unit/tap.h"

static bool covers(const struct made_name *r, const char *name)
{
	size_t have = strlen(name), listed = strlen(r->name);

	if (strcmp(name, r->name) == 0)
		return r->scope != NAMES_BELOW;
	return r->scope != NAMES_EXACT && have > listed &&
	       name[have - listed - 1] == '.' &&
	       strcmp(name + have - listed, r->name) == 0;
}

/* Looks up at a guard page and compares with a walk over all rules. */
static bool agrees(const struct names_made *t, const struct made_name *rules,
		   size_t n, const char *name)
{
	struct guard g = guard_copy(name, strlen(name));
	struct name_rule out[NAME_RULES_MAX];
	size_t got = names_lookup(&t->names, (char *)g.p, g.len, out);
	size_t want = 0, found = 0;
	bool order = true;

	guard_free(&g);
	for (size_t i = 0; i < n; i++)
		want += covers(&rules[i], name);
	for (size_t k = 0; k < got; k++) {
		order &= k == 0 || out[k].start <= out[k - 1].start;
		for (size_t i = 0; i < n; i++) {
			const struct made_name *r = &rules[i];

			if (r->line == out[k].line && covers(r, name)) {
				found += r->class == out[k].class &&
					 r->scope == out[k].scope &&
					 strcmp(name + out[k].start,
						r->name) == 0;
				break;
			}
		}
	}
	return got == want && found == want && order;
}

static void test_random(void)
{
	static struct made_name rules[400];
	unsigned wrong = 0, opened = 0;

	for (int round = 0; round < 60; round++) {
		size_t n = random_next() % (round % 2 ? 400 : 12);
		struct names_made t;
		char name[256];

		for (size_t i = 0; i < n; i++) {
			random_name(rules[i].name);
			rules[i].scope = random_next() % NAMES_SCOPES;
			rules[i].class = (uint16_t)i;
			rules[i].line = (uint32_t)i + 1;
		}
		t = names_make(rules, n);
		opened += t.good;
		for (size_t i = 0; i < n; i++)
			wrong += !agrees(&t, rules, n, rules[i].name);
		for (int i = 0; i < 300; i++) {
			random_name(name);
			wrong += !agrees(&t, rules, n, name);
		}
		names_made_done(&t);
	}
	is_number(opened, 60, "random rule sets make good indexes");
	is_number(wrong, 0, "each name finds what a plain search finds");
}

static void test_longest(void)
{
	struct made_name rules[3] = {
		{ .line = 1 }, { .line = 2, .scope = true }, { .line = 3 },
	};
	char longer[1024];
	struct names_made t;

	for (size_t i = 0; i < 253; i++) {
		rules[0].name[i] = i % 2 ? '.' : 'a';
		rules[1].name[i] = i % 64 == 63 ? '.' : 'b';
	}
	memset(rules[2].name, 'c', 63);
	t = names_make(rules, 3);
	ok(t.good && agrees(&t, rules, 3, rules[0].name), "127 labels");
	ok(names_made_lookup(&t, rules[0].name + 2) == 0, ": not 126 of them");
	ok(agrees(&t, rules, 3, rules[1].name), "253 letters");
	ok(agrees(&t, rules, 3, rules[2].name), "a label of 63");
	rules[2].name[63] = 'c';
	is_number(names_made_lookup(&t, rules[2].name), 0, ": not one of 64");
	snprintf(longer, sizeof(longer), "a.a.a.%s", rules[0].name);
	is_number(names_made_lookup(&t, longer), 1, "more labels than DNS has");
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 1; i < sizeof(longer) - 1; i += 2)
		longer[i] = '.';
	is_number(names_made_lookup(&t, longer), 1, "512 labels");
	memset(longer, '.', sizeof(longer) - 1);
	is_number(names_made_lookup(&t, longer), 0, ": nothing but dots");
	names_made_done(&t);
	t = names_make(rules, 0);
	ok(t.good && names_made_lookup(&t, "a") == 0,
	   "an empty index finds nothing");
	names_made_done(&t);
}

static void test_duplicates(void)
{
	enum { MANY = NAME_RULES_MAX + 8 };
	static struct made_name rules[MANY];
	struct name_rule *out = malloc(NAME_RULES_MAX * sizeof(*out));
	struct names_made t;

	for (size_t i = 0; i < MANY; i++) {
		strcpy(rules[i].name, "dup.example");
		rules[i].class = (uint16_t)i;
		rules[i].line = (uint32_t)i + 1;
		rules[i].scope = i % 3 == 0;
	}
	t = names_make(rules, 20);
	ok(agrees(&t, rules, 20, "dup.example"), "twenty rules of one name");
	ok(agrees(&t, rules, 20, "x.dup.example"), ": those that are suffixes");
	names_made_done(&t);
	t = names_make(rules, MANY);
	is_number(names_lookup(&t.names, "dup.example", 11, out),
		  NAME_RULES_MAX, "of too many, as many as fit");
	names_made_done(&t);
	free(out);
}

static void test_many_duplicates(void)
{
	static struct made_name rules[65537];
	pid_t child;
	int status;

	/* All of one class: "the same in the same list, again". */
	for (size_t i = 0; i < 65537; i++)
		strcpy(rules[i].name, i ? "dup.example" : "zzz.example");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		struct names_made t = names_make(rules, 65537);

		_exit(!t.good || names_made_lookup(&t, "dup.example") == 0 ||
		      names_made_lookup(&t, "zzz.example") != 1);
	}
	ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	   "65536 rules of one name do no harm to it nor to the next");
}

int main(void)
{
	test_random();
	test_longest();
	test_duplicates();
	test_many_duplicates();
	return done_testing();
}
