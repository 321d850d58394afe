/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Periods cut at days and hours. */

#include "tests/unit/tap.h"
#include "tools/query/stretch.h"

enum { HOUR = 3600, DAY = 86400 };

static const struct stretch_units both = { STRETCH_HOURS, STRETCH_DAYS },
				  days = { STRETCH_DAYS, STRETCH_DAYS },
				  hours = { STRETCH_HOURS, STRETCH_HOURS };

static void is_stretch(const struct stretch *s, enum stretch_in in,
		       int64_t from, int64_t to, const char *what)
{
	ok(s->in == in && s->from == from && s->to == to,
	   "%s: %d, %lld to %lld", what, (int)s->in, (long long)s->from,
	   (long long)s->to);
}

static void test_ends(void)
{
	struct stretch s[STRETCHES];

	is_number(stretches_of(s, 0, 0, both), 1, "all of it");
	is_stretch(&s[0], STRETCH_ALL, 0, 0, ": at once");
	is_number(stretches_of(s, 10 * DAY, 0, both), 1, "from a day on");
	ok(s[0].in == STRETCH_DAYS && s[0].from == 10 && s[0].to > 30000000,
	   ": days without an end");
	is_number(stretches_of(s, 0, 2 * DAY - 1, both), 1, "until a day's "
		  "last second");
	is_stretch(&s[0], STRETCH_DAYS, 0, 1, ": two days");
}

static void test_pieces(void)
{
	struct stretch s[STRETCHES];
	time_t since = 10 * DAY + 2 * HOUR + 5, until = 12 * DAY + HOUR + 7;

	is_number(stretches_of(s, since, until, both), 5, "five pieces");
	is_stretch(&s[0], STRETCH_LINES, since, 10 * DAY + 3 * HOUR - 1,
		   "to the hour");
	is_stretch(&s[1], STRETCH_HOURS, 243, 263, "to the day");
	is_stretch(&s[2], STRETCH_DAYS, 11, 11, "a day");
	is_stretch(&s[3], STRETCH_HOURS, 288, 288, "hours");
	is_stretch(&s[4], STRETCH_LINES, 12 * DAY + HOUR, until, "the rest");
	is_number(stretches_of(s, since, until, days), 3, "days alone");
	is_stretch(&s[0], STRETCH_LINES, since, 11 * DAY - 1, "to the day");
	is_stretch(&s[2], STRETCH_LINES, 12 * DAY, until, "the rest");
	is_number(stretches_of(s, since, until, hours), 3, "hours alone");
	is_stretch(&s[1], STRETCH_HOURS, 243, 288, "all of them");
}

static void test_short(void)
{
	struct stretch s[STRETCHES];

	is_number(stretches_of(s, 5, 5, both), 1, "a second");
	is_stretch(&s[0], STRETCH_LINES, 5, 5, ": is looked at");
	is_number(stretches_of(s, 2 * HOUR, 3 * HOUR - 1, both), 1, "an hour");
	is_stretch(&s[0], STRETCH_HOURS, 2, 2, ": is summed");
	is_number(stretches_of(s, 23 * HOUR + 1, 25 * HOUR + 1, both), 3,
		  "two hours around midnight");
	is_stretch(&s[1], STRETCH_HOURS, 24, 24, ": a whole one");
	is_number(stretches_of(s, 9, 8, both), 0, "none");
}

int main(void)
{
	test_ends();
	test_pieces();
	test_short();
	return done_testing();
}
