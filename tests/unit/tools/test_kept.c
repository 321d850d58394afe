/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long there is room for what is kept, and what is said of it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tools/kept.h"

enum { DAY = 86400, NOW = 1796031000, MIB = 1 << 20 };

static const struct kept well = {
	.plain = 10 * MIB, .plain_most = 50 * MIB, .sealed = 100 * MIB,
	.sealed_most = 1100 * MIB, .history = 20 * MIB, .free = 90000ull * MIB,
	.since = NOW - 90 * DAY, .per_day = 10 * MIB,
	.last = { .at = NOW - 60, .well = NOW - 60 },
};

static const char *said(const struct kept *k, bool as_json)
{
	static struct buffer out;
	struct args a = { .color = "never", .as_json = as_json };
	struct answer *an;

	buffer_reset(&out);
	buffer_text(&out, "");
	an = answer_into(&out, &a, "cordon.status/1");
	kept_say(an, k, NOW);
	kept_put(an, k, NOW);
	answer_end(an);
	return out.p;
}

static void test_when(void)
{
	struct kept k = well;
	bool disk;

	is_number((kept_full(&k, NOW, &disk) - NOW) / DAY, 100,
		  "sealed files come to their limit");
	ok(!disk, ": not to the disk's");
	k.free = 140ull * MIB;
	is_number((kept_full(&k, NOW, &disk) - NOW) / DAY, 10,
		  "of a small disk rotated files take theirs first");
	ok(disk, ": it is the disk that is full then");
	k.free = 30ull * MIB;
	is_number(kept_full(&k, NOW, &disk) - NOW, 0, "now");
	k = well;
	k.sealed = k.sealed_most + MIB;
	is_number(kept_full(&k, NOW, &disk) - NOW, 0, "more than may be");
	k.per_day = 0;
	is_number(kept_full(&k, NOW, &disk), 0, "nobody knows");
	k = well;
	k.per_day = 1;
	is_number(kept_full(&k, NOW, &disk), 0, "not in a life");
}

static void test_words(void)
{
	struct kept k = well;

	is_text(said(&k, false), "  kept      since 2026-09-01: log 10.0 MiB, "
		"sealed 100.0 MiB of 1.1 GiB, history 20.0 MiB\n"
		"            it is full on 2027-03-10; from then on the oldest "
		"leaves\n", "for people");
	ok(strstr(said(&k, true), "\"kept\":{\"since\":\"2026-09-01T"),
	   "for programs: since when");
	ok(strstr(said(&k, true), "\"sealed_bytes\":104857600,"), ": bytes");
	ok(!strstr(said(&k, false), "remember"), "nothing was remembered");
	k.remember = true;
	k.remembered_most = 64 * MIB;
	ok(strstr(said(&k, false), "  remember  on, what is let through is "
		  "kept; nothing yet: 0.0 KiB of 64.0 MiB; ask with "
		  "\"cordon log rescan\"\n"), ": it is on, and nothing came");
	k.remembered = 3 * MIB;
	k.remembered_since = NOW - 10 * DAY;
	ok(strstr(said(&k, false), "; since 2026-11-20: 3.0 MiB of 64.0 MiB; "),
	   ": since when, and how much");
	ok(strstr(said(&k, true), "\"remember\":true,\"remembered_since\":"
		  "\"2026-11-20T"), ": for programs");
	k.remember = false;
	ok(strstr(said(&k, false), "  remember  off by now; since 2026-11-20"),
	   ": it is off, and some is left");
	k = well;
	ok(strstr(said(&k, true), "\"full\":\"2027-03-10T"), ": until when");
	k.sealed = k.sealed_most;
	ok(strstr(said(&k, false), "it is full: the oldest leaves"), "full");
	k.free = 100;
	ok(strstr(said(&k, false), "the disk is full: make room"),
	   "a full disk");
	k.free = 80 * MIB;
	k.sealed = 0;
	ok(strstr(said(&k, false), "the disk is full on 2026-12-04"),
	   "one that is full soon");
	k = (struct kept) { .sealed_most = MIB, .free = 90 * MIB };
	ok(strstr(said(&k, false), "nothing yet: log 0.0 KiB"), "nothing");
	snprintf(k.last.why, sizeof(k.last.why), "no room\033[2J");
	ok(strstr(said(&k, false), "nothing is sealed, nor the history filled"),
	   "what failed");
	ok(!strchr(said(&k, false), '\033'), ": without what steers a screen");
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	test_when();
	test_words();
	return done_testing();
}
