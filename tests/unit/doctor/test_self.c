/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on its own configuration. */

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/self.h"

static struct diagnosis d;

static void test_self(void)
{
	struct conf_report report = { .errors = 0 };

	doctor_self_judge(&d, "x.conf", true, &report);
	is_text(diagnosed(&d), "ok: x.conf and its lists have no mistakes\n",
		"a good configuration");
	conf_complain(&report, "y.list", 7, "no such \"\033\"");
	conf_complain(&report, "z.list", 8, "nor this");
	doctor_self_judge(&d, "x.conf", false, &report);
	is_text(diagnosed(&d), "FAIL: 2 mistakes in x.conf and what it names: "
		"a restart or reload will fail\n"
		" see: y.list:7: no such \"\\x1b\"\n"
		" try: cordon config check\n", "one with mistakes");
	conf_report_done(&report);
}

int main(void)
{
	test_self();
	return done_testing();
}
