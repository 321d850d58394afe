/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are put together, and cut off where they do not fit. */

#include "lib/phrase.h"
#include "tests/unit/tap.h"

static void test_all(void)
{
	char text[64];
	struct phrase p = phrase_over(text, sizeof(text));

	is_text(text, "", "nothing yet");
	phrase_text(&p, "n ");
	phrase_number(&p, 0);
	phrase_text(&p, " ");
	phrase_number(&p, UINT64_MAX);
	phrase_text(&p, " ");
	phrase_digits(&p, 7, 3);
	phrase_bytes(&p, ".com", 2);
	phrase_bytes(&p, NULL, 0);
	is_text(text, "n 0 18446744073709551615 007.c", "texts, numbers");
	p = phrase_over(text, sizeof(text));
	phrase_digits(&p, 12345, 2);
	is_text(text, "45", "more digits than there is place for");
	phrase_digits(&p, 1, 30);
	is_text(text, "4500000000000000000001", ": than there are");
}

static void test_short(void)
{
	struct guard g = guard_copy("xxxxx", 5);
	char *text = (char *)(uintptr_t)g.p;
	struct phrase p = phrase_over(text, 5);

	phrase_text(&p, "abc");
	phrase_number(&p, 789);
	is_text(text, "abc7", "what does not fit is cut off");
	phrase_text(&p, "more");
	is_text(text, "abc7", ": and what comes then");
	guard_free(&g);
	g = guard_copy("x", 1);
	text = (char *)(uintptr_t)g.p;
	p = phrase_over(text, 1);
	phrase_text(&p, "a");
	is_text(text, "", "no place at all");
	guard_free(&g);
}

int main(void)
{
	test_all();
	test_short();
	return done_testing();
}
