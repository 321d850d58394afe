/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moments: what people write, and nothing else. */

#include <stdlib.h>

#include "lib/array.h"
#include "lib/moment.h"
#include "tests/unit/tap.h"

enum { NOW = 1790151302 };	/* 2026-09-23T08:15:02Z */

/* Refused texts that wrote to their output all the same. */
static unsigned touched;

/* Reads `text` at `now`; -1 if it is refused. */
static long long moment_at(const char *text, time_t now)
{
	time_t t = 4711;

	if (moment_parse(text, now, &t))
		return t;
	touched += t != 4711;
	return -1;
}

static long long moment(const char *text)
{
	return moment_at(text, NOW);
}

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static void test_moments(void)
{
	set_zone("UTC0");
	is_number(moment("now"), NOW, "now");
	is_number(moment("2h"), NOW - 7200, "a duration is so long ago");
	is_number(moment("2026-09-23T08:15:02Z"), NOW, "RFC 3339");
	is_number(moment("2026-09-23T08:15:02z"), NOW, "a small z");
	is_number(moment("2026-09-23 08:15:02Z"), NOW, "a space for the T");
	is_number(moment("2026-09-23T08:15:02.999999Z"), NOW, "a fraction");
	is_number(moment("2026-09-23T10:15:02+02:00"), NOW, "an offset east");
	is_number(moment("2026-09-23T10:15:02.5+0200"), NOW, "without colon");
	is_number(moment("2026-09-23T04:45:02-03:30"), NOW, "an offset west");
	is_number(moment("2026-09-23T08:15:02"), NOW, "local time");
	is_number(moment("2026-09-23"), NOW - NOW % 86400, "a date");
	is_number(moment("1970-01-01T00:00:00Z"), 0, "the epoch");
	is_number(moment("2024-02-29T00:00:00Z"), 1709164800, "a leap day");
	is_number(moment("2026-09-23 08:15"), NOW - 2, "to the minute");
	is_number(moment("14:00"), NOW - NOW % 86400 + 14 * 3600,
		  "an hour of today");
	is_number(moment("08:15:02"), NOW, "with seconds");
	is_number(moment("today"), NOW - NOW % 86400, "today");
	is_number(moment("yesterday"), NOW - NOW % 86400 - 86400,
		  "yesterday");
}

static void test_bad_moments(void)
{
	static const char *const bad[] = {
		"", "x", "Now", "tomorrow", "2026-13-01", "2026-00-10",
		"2026-09-23x", "23.09.2026", "2026/09/23", "-2h",
		"2026-09-23T08", "2026-09-23T08:15", "2026-09-23T08:15:02X",
		"2026-09-23T08:15:02Zulu", "2026-09-23T25:00:00Z",
		"2026-09-23T08:60:00Z", "2026-09-23T08:15:02+",
		"2026-09-23T08:15:02+02", "2026-09-23T08:15:02+ab:cd",
		"2026-09-23T08:15:02+02:00 or so",
		"2026-09-23T08:15:02+0200Z", "2026-09-23T08:15:02+99:99",
		"2026-09-23T08:15:02+-2:-3", "2026-02-31",
	};

	set_zone("UTC0");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		is_number(moment(bad[i]), -1, "\"%s\" is no moment", bad[i]);
	is_number(touched, 0, "what is refused leaves the output alone");
}

static void test_local_time(void)
{
	/* Clocks of central Europe; in 2026 they go forward on 29 March. */
	const time_t noon = 1774778400;		/* 2026-03-29T10:00:00Z */

	set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	is_number(moment_at("today", noon), noon - 11 * 3600,
		  "a day that lost an hour begins at its midnight");
	is_number(moment_at("today", noon + 86400), noon + 12 * 3600,
		  "the next at its own");
	is_number(moment_at("yesterday", noon + 86400), noon - 11 * 3600,
		  "23 hours lie between");
	is_number(moment_at("2026-03-29", noon), noon - 11 * 3600,
		  "a date begins there too");
	is_number(moment_at("2026-07-01T12:00:00", noon), 1782900000,
		  "local time of another season has that season's clock");
	is_number(moment_at("2026-07-01T12:00:00Z", noon), 1782907200,
		  "UTC is not local");
	set_zone("UTC0");
}

static void test_moment_format(void)
{
	struct timespec ts = { NOW, 114532999 };
	char text[MOMENT_TEXT];

	set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	is_text(moment_format(NOW, text), "2026-09-23T08:15:02Z",
		"a moment is written in UTC");
	is_text(moment_format(-1, text), "1969-12-31T23:59:59Z",
		"before the epoch too");
	is_text(moment_format_eve(&ts, text),
		"2026-09-23T08:15:02.114532+0000", "EVE has microseconds");
	is_number(moment(text), NOW, ": and reads back");
	ts = (struct timespec) { 0, 999 };
	is_text(moment_format_eve(&ts, text),
		"1970-01-01T00:00:00.000000+0000", "cut, not rounded");
	set_zone("UTC0");
}

static void test_round_trip(void)
{
	unsigned wrong = 0;

	for (int i = 0; i < 5000; i++) {
		time_t t = (time_t)(random_next() % 250000000000), back = 0;
		char text[MOMENT_TEXT];

		wrong += !moment_parse(moment_format(t, text), NOW, &back) ||
			 back != t;
	}
	is_number(wrong, 0, "random moments to the year 9892 read back");
}

int main(void)
{
	test_moments();
	test_bad_moments();
	test_local_time();
	test_moment_format();
	test_round_trip();
	return done_testing();
}
