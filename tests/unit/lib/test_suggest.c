/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suggestions: near words only, the first of equals. */

#include "lib/array.h"
#include "lib/suggest.h"
#include "tests/unit/tap.h"

static const char *const words[] = {
	"mode", "vendors", "exempt", "on_failure", "on_stop", "proxy_ports",
	"queue_base", "queue_length", "lan", "wan",
};

static const char *near(const char *word)
{
	return suggest(word, words, ARRAY_SIZE(words), sizeof(words[0]));
}

static void test_one_edit(void)
{
	is_text(near("mode"), "mode", "the word itself");
	is_text(near("mod"), "mode", "a letter short");
	is_text(near("moode"), "mode", "a letter too many");
	is_text(near("mide"), "mode", ": another letter");
	is_text(near("mdoe"), "mode", "two neighbours swapped");
	is_text(near("omde"), "mode", "at the beginning too");
	is_text(near("moed"), "mode", ": and at the end");
}

static void test_limit(void)
{
	ok(near("mdeo") == NULL, "two edits of four letters are too many");
	is_text(near("vndrs"), NULL, "two of five too");
	is_text(near("vendrz"), "vendors", "two of six are not");
	is_text(near("vendzzz"), NULL, "three of seven are");
	is_text(near("onfailuer"), "on_failure", "three letters of nine");
	is_text(near("qeueu_lenght"), "queue_length", "four of twelve");
	is_text(near("zzz"), NULL, "nothing is near nonsense");
	is_text(near(""), NULL, ": nor an empty word");
	is_text(near("Mode"), "mode", "a capital is another letter");
	is_text(near("MODE"), NULL, "four capitals are four");
}

static void test_beginnings(void)
{
	is_text(near("que"), "queue_base", "what begins a word means it");
	is_text(near("vendorslist"), "vendors", ": and what it begins");
	is_text(near("proxy"), "proxy_ports", "however much is left out");
	is_text(near("pr"), "proxy_ports", "two letters are enough");
	ok(near("q") == NULL, "one is not");
	is_text(near("lang"), "lan", "an edit is nearer");
}

static void test_order(void)
{
	is_text(near("ban"), "lan", "the first of equals wins");
	is_text(near("wam"), "wan", "the nearer one before it");
	is_text(near("queue_base"), "queue_base", "an exact one before all");
}

static void test_long_words(void)
{
	static const char *const known[] = {
		"mode", "0123456789012345678901234567890123456789",
	};
	char word[300];

	is_text(suggest("0123456789012345678901234567890123456780", known, 2,
			sizeof(known[0])), known[1], "forty letters are read");
	for (size_t len = 30; len < sizeof(word); len++) {
		memset(word, 'z', len);
		word[len] = '\0';
		if (suggest(word, known, 1, sizeof(known[0])) == NULL)
			continue;
		ok(false, "%zu times z is not near \"mode\"", len);
		return;
	}
	ok(true, "no number of letters is near by being long");
}

static void test_tables(void)
{
	static const struct {
		int first;
		const char *word;
		int last;
	} rows[] = { { 1, "status", 2 }, { 3, "doctor", 4 }, { 5, "log", 6 } };

	is_text(suggest("docter", &rows[0].word, ARRAY_SIZE(rows),
			sizeof(rows[0])),
		"doctor", "words may be a field of rows");
	ok(suggest("docter", &rows[0].word, 1, sizeof(rows[0])) == NULL,
	   "rows behind the number are not looked at");
	ok(suggest("x", &rows[0].word, 0, sizeof(rows[0])) == NULL,
	   "of no words none is near");
}

static void test_text(void)
{
	char out[SUGGEST_TEXT], name[300];

	is_text(suggest_text("status", out), "; did you mean \"status\"?",
		"the end of a message");
	is_text(suggest_text(NULL, out), "", ": none where none is near");
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	is_number(strlen(suggest_text(name, out)), 128 + 18,
		  ": as much of a long word as has room");
}

int main(void)
{
	test_one_edit();
	test_limit();
	test_beginnings();
	test_order();
	test_long_words();
	test_tables();
	test_text();
	return done_testing();
}
