/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the doctor says of what was found. */

#include "tests/unit/tap.h"
#include "tools/doctor/print.h"

static void find_some(struct diagnosis *d)
{
	d->check = "one";
	diagnosis_add(d, LEVEL_OK, NULL, "fine");
	diagnosis_evidence(d, "unseen of what is fine");
	d->check = "two";
	diagnosis_add(d, LEVEL_WARN, "do | this", "a | b \033");
	diagnosis_evidence(d, "seen");
	diagnosis_add(d, LEVEL_NOTE, NULL, "noted");
}

static void check(struct args a, const char *want, const char *what)
{
	struct diagnosis d = { .n = 0 };
	struct buffer out = { 0 };
	struct answer *an;

	a.color = "never";
	find_some(&d);
	an = answer_into(&out, &a, "cordon.doctor/1");
	doctor_print(an, &a, &d);
	answer_end(an);
	is_text(out.p, want, "%s", what);
	buffer_done(&out);
	diagnosis_done(&d);
}

static void test_forms(void)
{
	check((struct args) { .config = NULL },
	      "ok    one         fine\n"
	      "warn  two         a | b \\x1b\n"
	      "                  see: seen\n"
	      "                  try: do | this\n"
	      "note  two         noted\n", "for people");
	check((struct args) { .nagios = true },
	      "CORDON WARNING - two: a / b \\x1b | ok=1 skip=0 note=1 warn=1 "
	      "fail=0\n", "as a plugin");
	check((struct args) { .as_csv = true },
	      "level,check,finding,evidence,fix\n"
	      "ok,one,fine,unseen of what is fine,\n"
	      "warn,two,a | b \\x1b,seen,do | this\n"
	      "note,two,noted,,\n", "as CSV");
	check((struct args) { .as_json = true },
	      "{\"schema\":\"cordon.doctor/1\",\"worst\":\"warn\","
	      "\"findings\":[{\"check\":\"one\",\"level\":\"ok\","
	      "\"finding\":\"fine\",\"evidence\":\"unseen of what is fine\"},"
	      "{\"check\":\"two\",\"level\":\"warn\",\"finding\":"
	      "\"a | b \\\\x1b\",\"evidence\":\"seen\",\"fix\":"
	      "\"do | this\"},{\"check\":\"two\",\"level\":\"note\","
	      "\"finding\":\"noted\"}]}\n", "as JSON");
}

static void test_status(void)
{
	static const int want[] = {
		[LEVEL_OK] = 0, [LEVEL_SKIP] = 0, [LEVEL_NOTE] = 0,
		[LEVEL_WARN] = 1, [LEVEL_FAIL] = 2,
	};
	struct diagnosis d = { .n = 0 };

	is_number(doctor_print_status(&d), 0, "nothing found");
	for (enum level l = LEVEL_OK; l <= LEVEL_FAIL; l++) {
		diagnosis_add(&d, l, NULL, "x");
		is_number(doctor_print_status(&d), want[l], "%s",
			  level_words[l]);
	}
	diagnosis_add(&d, LEVEL_OK, NULL, "x");
	is_number(diagnosis_worst(&d), LEVEL_FAIL, "the worst counts");
	diagnosis_done(&d);
}

int main(void)
{
	test_forms();
	test_status();
	return done_testing();
}
