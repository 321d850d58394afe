/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of bash: what is typed, what it means, and back. */

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/tap.h"
#include "tools/cli/shellword.h"

static void unquotes(const char *raw, const char *want, char want_open)
{
	struct guard g = guard_copy(raw, strlen(raw) + 1);
	struct buffer out = { 0 };
	char open;

	buffer_text(&out, "");
	open = shellword_unquote((const char *)g.p, &out);
	is_text(out.p, want, "%s without its quotes", raw);
	is_number(open, want_open, ": and what is open at its end");
	buffer_done(&out);
	guard_free(&g);
}

static void test_unquote(void)
{
	unquotes("", "", 0);
	unquotes("plain", "plain", 0);
	unquotes("a\\ b", "a b", 0);
	unquotes("'a b'", "a b", 0);
	unquotes("\"a b\"c", "a bc", 0);
	unquotes("'a b", "a b", '\'');
	unquotes("\"a b", "a b", '"');
	unquotes("'\\'", "\\", 0);
	unquotes("\"\\a\\\"\\$\"", "\\a\"$", 0);
	unquotes("\"it's\"", "it's", 0);
	unquotes("a\\", "a", 0);
	unquotes("\"a\\", "a\\", '"');
	unquotes("'$(x)`y`", "$(x)`y`", '\'');
	unquotes("$HOME", "$HOME", 0);
}

static void quotes(const char *word, char open, const char *want)
{
	struct buffer out = { 0 };

	buffer_text(&out, "");
	if (want)
		ok(shellword_quote(word, open, &out), "%s can be quoted", word);
	else
		ok(!shellword_quote(word, open, &out), "%s cannot", word);
	is_text(out.p, want ? want : "", ": as it should");
	buffer_done(&out);
}

static void test_quote(void)
{
	quotes("ex-0001", 0, "ex-0001");
	quotes("fe80::1/64", 0, "fe80::1/64");
	quotes("a b", 0, "a\\ b");
	quotes("$(x);`y`", 0, "\\$\\(x\\)\\;\\`y\\`");
	quotes("~x!*?[]{}<>|&#'\"\\", 0,
	       "\\~x\\!\\*\\?\\[\\]\\{\\}\\<\\>\\|\\&\\#\\'\\\"\\\\");
	quotes("\xc3\xa4", 0, "\xc3\xa4");
	quotes("a b$(x)", '\'', "a b$(x)");
	quotes("it's", '\'', NULL);
	quotes("a b$(x)`\"\\", '"', "a b\\$(x)\\`\\\"\\\\");
	quotes("x!y", '"', NULL);
}

/* Whatever is quoted means itself. */
static void test_round_trip(void)
{
	static const char opens[] = { 0, '\'', '"' };
	unsigned done = 0, wrong = 0;

	for (int i = 0; i < 20000; i++) {
		struct buffer quoted = { 0 }, plain = { 0 };
		char word[12], open = opens[i % 3];
		size_t len = random_next() % (sizeof(word) - 1);

		for (size_t k = 0; k < len; k++)
			word[k] = (char)(random_next() % 95 + 32);
		word[len] = '\0';
		if (open)
			buffer_char(&quoted, open);
		buffer_text(&plain, "");
		buffer_text(&quoted, "");
		if (shellword_quote(word, open, &quoted)) {
			done++;
			if (shellword_unquote(quoted.p, &plain) != open ||
			    strcmp(plain.p, word) != 0)
				wrong++;
		}
		buffer_done(&quoted);
		buffer_done(&plain);
	}
	ok(done > 15000 && wrong == 0, "%u of %u words are other ones", wrong,
	   done);
}

/* Joins words divided by blanks: "a|b|c before". */
static const char *joins(const char *text)
{
	static char out[256];
	struct buffer before = { 0 };
	char copy[128], *pieces[16], *words[16], *next = copy, *word;
	int n = 0;
	size_t len = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&next, " ")))
		pieces[n++] = word;
	n = shellword_join(pieces, n, words, &before);
	for (int i = 0; i < n; i++) {
		len += (size_t)snprintf(out + len, sizeof(out) - len, "%s%s",
					i ? "|" : "", words[i]);
		free(words[i]);
	}
	snprintf(out + len, sizeof(out) - len, " %s", before.len ? before.p :
		 "");
	buffer_done(&before);
	return out;
}

static void test_join(void)
{
	is_text(joins("lists pa"), "lists|pa ", "words without breaks");
	is_text(joins("parse --format = cs"), "parse|--format=cs --format=",
		"a value behind =");
	is_text(joins("parse --format ="), "parse|--format= --format=",
		": nothing behind it yet");
	is_text(joins("block fe80 :: 1"), "block|fe80::1 fe80::",
		"an address of IPv6");
	is_text(joins("x --client = aa : bb : c"),
		"x|--client=aa:bb:c --client=aa:bb:", ": both");
	is_text(joins("a : b c"), "a:b|c ", "before the word in work");
	is_text(joins(": a"), ":a :", "at the beginning");
	is_text(joins("--x = "), "--x= --x=", "an empty word behind");
}

int main(void)
{
	test_unquote();
	test_quote();
	test_round_trip();
	test_join();
	return done_testing();
}
