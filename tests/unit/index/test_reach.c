/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which roles a duty touches, and what the catalogue may say beside it. */

#include "lib/array.h"
#include "ruleset/index/reach.h"
#include "tests/unit/tap.h"

static void test_words(void)
{
	const char *words = " web  update-all ";

	ok(reach_has(words, "web"), "a word is there");
	ok(reach_has(words, "update-all"), ": another");
	ok(!reach_has(words, "update") && !reach_has(words, "all") &&
	   !reach_has(words, "we"), "a part of one is not");
	ok(!reach_has(words, "") && !reach_has("", "web") &&
	   !reach_has(NULL, "web"), "nothing is nowhere");
	ok(reach_has(" web-x  web ", "web"), "behind one that begins with it");
}

static void test_duties(void)
{
	static const struct {
		enum reach_duty duty;
		bool update, web, sister;
	} rows[] = {
		{ DUTY_OWN, true, true, true },
		{ DUTY_NETWORK, true, false, false },
		{ DUTY_USE, true, false, false },
		{ DUTY_SUPPLY, false, false, false },
		{ DUTY_PURCHASE, false, false, false },
		{ DUTY_EXPORT, false, false, false },
		{ DUTY_DEALINGS, false, false, false },
		{ DUTY_ADVICE, false, false, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct reach r = { .duty = rows[i].duty };

		ok(reach_covers(&r, "update") == rows[i].update &&
		   reach_covers(&r, "web") == rows[i].web &&
		   reach_covers(&r, "sister-app") == rows[i].sister,
		   "what %s touches", reach_duty_words[rows[i].duty]);
	}
}

static void test_roles(void)
{
	struct reach r = { .duty = DUTY_USE, .roles = " sister-app " };

	ok(reach_covers(&r, "sister-app") && reach_covers(&r, "update"),
	   "a role beside the duty's");
	r.only = true;
	ok(reach_covers(&r, "sister-app") && !reach_covers(&r, "update"),
	   "a role, and no other");
	r.off = " sister-app ";
	ok(!reach_covers(&r, "sister-app"), "what is left out is not reached");
	r = (struct reach) { .duty = DUTY_SUPPLY, .roles = " update " };
	ok(reach_covers(&r, "update") && !reach_covers(&r, "web"),
	   "a duty that touches nothing may be said to");
	for (unsigned i = BASIS_ENDED; i < REACH_STATUSES; i++) {
		r.status = i;
		ok(!reach_covers(&r, "update"), "what is %s reaches nothing",
		   reach_status_words[i]);
	}
}

int main(void)
{
	test_words();
	test_duties();
	test_roles();
	return done_testing();
}
