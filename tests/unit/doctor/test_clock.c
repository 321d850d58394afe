/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on the clock. */

#include <stdlib.h>
#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/clock.h"

static struct diagnosis d;

static void test_clock(void)
{
	struct witness w = { .what = (char *)"/x", .made = 1790151302 + 120 };
	struct facts f;

	facts_made(&f, NULL);
	doctor_clock_judge(&d, &f, &w);
	is_text(diagnosed(&d), "ok: the clock says 2026-09-23T08:15:02Z, after "
		"all that was written\n see: date: 2026-09-23T08:15:02Z; the "
		"newest of what is known, /x: 2026-09-23T08:17:02Z\n",
		"as far as clocks may differ");
	w.made++;
	doctor_clock_judge(&d, &f, &w);
	is_text(diagnosed(&d), "FAIL: the clock says 2026-09-23T08:15:02Z, but "
		"/x is of 2026-09-23T08:17:03Z: exceptions, refreshes and "
		"certificates go by the clock\n see: date: "
		"2026-09-23T08:15:02Z; the newest of what is known, /x: "
		"2026-09-23T08:17:03Z\n try: timedatectl set-ntp true; "
		"without a network, date -s\n", "a second more");
	facts_unmade(&f);
}

static void test_catalogue(void)
{
	struct witness w = { .what = NULL };
	struct facts f;

	facts_made(&f, "{\"vendors\":[{\"id\":\"a\",\"as_of\":\"2026-09-20\"},"
		   "{\"id\":\"b\",\"as_of\":\"2026-09-21\"},{\"id\":\"c\","
		   "\"as_of\":\"2026-09-19\"},{\"id\":\"d\",\"as_of\":\"soon\"}"
		   ",{\"id\":\"e\"}]}");
	doctor_clock_ask_catalogue(&w, &f);
	is_text(w.what, "the catalogue's entry of b", "the newest entry");
	is_number(w.made, 1789948800, ", from the first second of its day");
	free(w.what);
	facts_unmade(&f);
}

int main(void)
{
	test_clock();
	test_catalogue();
	return done_testing();
}
