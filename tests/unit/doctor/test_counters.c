/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor on what was not judged, and on forged sources. */

#include <string.h>

#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"
#include "tools/doctor/counters.h"

static struct diagnosis d;

static const char *unjudged(struct counted c, const char *status)
{
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	f.config.queue_length = 2048;
	facts_set(&f.config.log.file, "/l/eve.json");
	doctor_counters_judge_unjudged(&d, &f, &c);
	return diagnosed(&d);
}

static void test_unjudged(void)
{
	is_text(unjudged((struct counted) { 0 }, NULL), "ok: no packet went "
		"without being judged since the table was made\n", "none");
	is_text(unjudged((struct counted) { .passed = 1, .refused = 3952 },
			 NULL),
		"warn: nobody judged 3953 packets, as cordond was away or its "
		"queues were full: 1 were let through, 3952 refused\n"
		" see: nft list counters table inet cordon: unjudged-passed 1, "
		"unjudged-refused 3952, since the table was made\n"
		" try: grep '\"unjudged\"' '/l/eve.json' for the times; if "
		"cordond ran then, raise queue_length (now 2048) or workers in "
		"cordon.conf, then systemctl restart cordond\n", "some");
}

static void test_unopened(void)
{
	struct counted c = { .unopened = 7 };

	ok(strstr(unjudged(c, "{\"mode\":\"enforce\"}"), "note: 7 segments of "
		  "connections whose beginning nobody saw came too fast to be "
		  "looked at, and were held back\n see: nft list counter inet "
		  "cordon unopened: 7 packets\n"), "more than are looked at");
	ok(strstr(unjudged(c, "{\"mode\":\"observe\"}"),
		  "and were let through"),
	   "where nothing is enforced, by the daemon's word");
	ok(!strstr(unjudged(c, NULL), "ok:"), "all is not well then");
}

static const char *spoofing(long long n, bool fib, unsigned nwan,
			    const char *status, long rp_filter)
{
	static const char *wan[] = { "wan0", "wan1" };
	const struct conf_list list = { .items = (void *)wan, .n = nwan };
	const struct counted c = { .spoofed = n };
	static struct facts f;

	facts_unmade(&f);
	facts_made(&f, status);
	f.has_netlink = true;
	f.kernel.fib = fib;
	doctor_counters_judge_spoofing(&d, &f, &c, &list, rp_filter);
	f.has_netlink = false;
	return diagnosed(&d);
}

static void test_spoofing(void)
{
	static const char enforces[] = "{\"mode\":\"enforce\"}";

	is_text(spoofing(0, true, 1, enforces, 0), "ok: no packet from inside "
		"bore a source that lies behind wan0\n", "none");
	ok(strncmp(spoofing(9, true, 1, enforces, 0), "warn: 9 packets from "
		   "inside bore a source that lies behind wan0: forged, or of "
		   "a network that has no route here; they were dropped\n see: "
		   "nft list counter inet cordon spoofed-source: 9 packets\n",
		   165) == 0, "some");
	ok(strstr(spoofing(9, true, 1, "{\"mode\":\"observe\"}", 0),
		  "; enforcing drops them\n"), ", that still go on");
	is_text(spoofing(0, true, 0, enforces, 0), "skip: no inside and "
		"outside to be told apart: forged sources are not looked "
		"for\n", "no inside");
	ok(strstr(spoofing(0, false, 1, enforces, 0), "warn: this kernel does "
		  "not tell our table where a source lies"),
	   "a kernel that does not say");
	ok(strstr(spoofing(0, false, 1, enforces, 1), "note: this kernel does"),
	   ", where its own filter does it");
}

int main(void)
{
	test_unjudged();
	test_unopened();
	test_spoofing();
	return done_testing();
}
