/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on routing rules. */

#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/routing.h"

static const char *judge(const struct mark_rule *rules, size_t n)
{
	static struct diagnosis d;
	struct facts f;

	facts_made(&f, NULL);
	f.config.mark_mask = 0xff00;
	doctor_routing_judge(&d, &f, rules, n);
	facts_unmade(&f);
	return diagnosed(&d);
}

static void test_rules(void)
{
	struct mark_rule r = { "-4", 100, 0x1, 0xff };
	static const char none[] = "ok: no routing rule looks at cordon's "
				   "mark bits (0xff00)\n";

	is_text(judge(&r, 0), none, "none");
	is_text(judge(&r, 1), none, "one of other bits");
	r.mask = 0;
	is_text(judge(&r, 1), none, "one without a mark");
	r.mask = 0x1ff;
	is_text(judge(&r, 1), "warn: ip -4 rule 100 (fwmark 0x1/0x1ff) looks "
		"at bits that are cordon's (mark_mask 0xff00)\n"
		" see: ip -4 rule show: 100: ... fwmark 0x1/0x1ff\n"
		" try: add it again as \"ip -4 rule add pref 100 fwmark "
		"0x1/0xff\" with what else it says, then ip -4 rule del pref "
		"100 fwmark 0x1/MASK\n", "one of ours");
	r.mask = UINT32_MAX;
	r.version = "-6";
	is_text(judge(&r, 1), "warn: ip -6 rule 100 (fwmark 0x1) has no mask: "
		"a packet that carries cordon's bits (mark_mask 0xff00) no "
		"longer matches it\n"
		" see: ip -6 rule show: 100: ... fwmark 0x1/0xffffffff\n"
		" try: add it again as \"ip -6 rule add pref 100 fwmark "
		"0x1/0xffff00ff\" with what else it says, then ip -6 rule del "
		"pref 100 fwmark 0x1\n", "one without a mask");
}

int main(void)
{
	test_rules();
	return done_testing();
}
