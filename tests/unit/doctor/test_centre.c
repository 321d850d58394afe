/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the log arrive at the centre? */

#include <stdio.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/centre.h"

enum { NOW = 1000000 };

static struct config config = { .centre = { .interval = 60 } };

static const char *judged(const struct lag *l)
{
	struct diagnosis d = { .check = "centre" };

	doctor_centre_judge(&d, &config, l, NOW);
	return diagnosed(&d);
}

static void test_judge(void)
{
	struct lag l = { .behind = 7 };

	is_text(judged(&l), "ok: there is no centre to send the log to\n",
		"none is set");
	l.url = "https://centre/";
	is_text(judged(&l), "FAIL: nobody sends the log to the centre\n"
		" see: it never was, or what was remembered of it cannot be "
		"read\n try: systemctl enable --now cordon-ship\n",
		"never tried");
	l.tried = l.counted = true;
	l.arrived.tried = NOW - 300;
	is_text(judged(&l), "ok: the centre takes the log, 7 lines behind\n",
		"all is well");
	l.arrived.tried = NOW - 301;
	is_text(judged(&l), "FAIL: nobody sends the log to the centre\n"
		" see: it was tried last 5 m 1 s ago\n"
		" try: systemctl enable --now cordon-ship\n", "silent");
	l.arrived.tried = NOW;
	snprintf(l.arrived.error, sizeof(l.arrived.error), "nobody there");
	l.behind = 1;
	is_text(judged(&l), "FAIL: the centre does not take the log: nobody "
		"there\n see: 1 line behind\n try: cordon ship --once, when "
		"what it says is mended\n", "it is not taken");
}

static void test_given_up(void)
{
	struct lag l = { .url = "x", .tried = true,
			 .arrived = { .tried = NOW, .missing = 3 } };

	is_text(judged(&l), "ok: the centre takes the log, 0 lines behind\n"
		"warn: 3 lines never will be at the centre\n see: no file has "
		"these numbers any more; cordon log verify --fleet names them"
		"\n try: keep sealed files that wait for it: \"hold\" of "
		"\"centre\" in cordon.conf(5)\n", "some were given up");
}

/* Rounds that are rare may be far apart. */
static void test_rare(void)
{
	struct lag l = { .url = "x", .tried = true,
			 .arrived = { .tried = NOW - 3600 } };

	config.centre.interval = 3600;
	ok(!lag_is_silent(&l, &config, NOW + 4 * 3600), "not silent yet");
	ok(lag_is_silent(&l, &config, NOW + 4 * 3600 + 1), "then it is");
	config.centre.interval = 60;
}

int main(void)
{
	test_judge();
	test_given_up();
	test_rare();
	return done_testing();
}
