/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on exceptions that end soon. */

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/exceptions.h"

static struct diagnosis d;

static const char *exceptions(const struct exception *e, size_t n,
			      const struct fault *mistake)
{
	static const struct fault none;
	const struct exception *active[] = { e, e + 1 };
	const struct exceptions all = { .active = active, .nactive = n };
	struct facts f;

	facts_made(&f, NULL);
	facts_set(&f.config.state, "/state");
	doctor_exceptions_judge(&d, &f, &all, mistake ? mistake : &none);
	facts_unmade(&f);
	return diagnosed(&d);
}

static void test_exceptions(void)
{
	const struct exception e[2] = {
		{ .id = (char *)"ex-0001", .owner = (char *)"eve",
		  .until = (char *)"SOON", .end = 1790151302 + 86400 },
		{ .id = (char *)"ex-0002", .owner = (char *)"bob",
		  .until = (char *)"LATER", .end = 1790151302 + 86401 },
	};
	struct fault mistake = { .ret = 0 };

	is_text(exceptions(e, 0, NULL), "ok: 0 exceptions in force, none ends "
		"within a day\n", "none");
	is_text(exceptions(e + 1, 1, NULL), "ok: 1 exception in force, none "
		"ends within a day\n", "one that lasts");
	is_text(exceptions(e, 2, NULL), "note: exception ex-0001 of eve ends "
		"in 1 d\n see: cordon except list: ex-0001 until SOON\n"
		" try: cordon except extend ex-0001 --for 30d\n",
		"one that ends");
	fault_set(&mistake, 0, "no such key");
	fault_at(&mistake, "/state/exceptions.conf", 3);
	is_text(exceptions(e, 0, &mistake), "FAIL: the register of exceptions "
		"cannot be read: its exceptions do not count\n"
		" see: /state/exceptions.conf:3: no such key\n"
		" try: mend it: ${EDITOR:-vi} '/state/exceptions.conf'; then "
		"cordon reload\n", "a register that cannot be read");
}

int main(void)
{
	test_exceptions();
	return done_testing();
}
