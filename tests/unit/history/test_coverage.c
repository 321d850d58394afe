/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a period was covered: gaps and why, overlaps, modes of vendors. */

#include <inttypes.h>
#include <stdio.h>

#include "tests/unit/tap.h"
#include "tools/history/coverage.h"

static struct coverage_stretch stretches[16];

static struct coverage of(size_t n, int64_t since, int64_t until)
{
	return (struct coverage) { since, until, stretches, n };
}

/* "0-10 enforce; 10-20 not measured (stop)". */
static const char *pieces(struct coverage c, const char *vendor)
{
	static char out[1024];
	struct coverage_pieces p;
	size_t n = 0;

	*out = '\0';
	coverage_pieces(&p, &c, vendor);
	for (size_t i = 0; i < p.n; i++) {
		const struct coverage_piece *one = &p.items[i];

		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%" PRId64
			"-%" PRId64 " %s", n ? "; " : "", one->since,
			one->until, coverage_words[one->state]);
		if (one->state == COVERAGE_NONE)
			n += (size_t)snprintf(out + n, sizeof(out) - n,
				" (%s%s%s)", one->first ? "before" :
				*cover_words[one->end] ?
				cover_words[one->end] : "open",
				one->first && one->last ? " and behind" : "",
				!one->first && one->last ? ", last" : "");
	}
	coverage_pieces_done(&p);
	return out;
}

static void put(size_t i, int64_t since, int64_t until, const char *mode,
		const char *vendors, enum cover_end end)
{
	stretches[i] = (struct coverage_stretch) {
		.since = since, .until = until, .mode = (char *)(uintptr_t)mode,
		.vendors = (char *)(uintptr_t)vendors, .end = end,
	};
}

static void test_gaps(void)
{
	int64_t sums[COVERAGE_STATES];
	struct coverage_pieces p;
	struct coverage c;

	is_text(pieces(of(0, 0, 100), NULL),
		"0-100 not measured (before and behind)",
		"where nothing ran nothing was measured");
	is_text(pieces(of(0, 0, 0), NULL), "", "no time at all");
	put(0, 10, 30, "enforce", "", COVER_CHANGED);
	put(1, 30, 40, "observe", "", COVER_KILLED);
	put(2, 60, 60, "observe", "", COVER_STOPPED);
	put(3, 70, 200, "enforce", "", COVER_OPEN);
	is_text(pieces(of(4, 0, 100), NULL), "0-10 not measured (before); "
		"10-30 enforce; 30-40 observe; 40-70 not measured (killed); "
		"70-100 enforce", "gaps, and what was before them");
	is_text(pieces(of(3, 20, 100), NULL), "20-30 enforce; 30-40 observe; "
		"40-100 not measured (killed, last)", "the last of them");
	c = of(4, 0, 100);
	coverage_pieces(&p, &c, NULL);
	coverage_sum(&p, sums);
	ok(sums[COVERAGE_NONE] == 40 && sums[COVERAGE_ENFORCE] == 50 &&
	   sums[COVERAGE_OBSERVE] == 10, "how long each was");
	coverage_pieces_done(&p);
}

static void test_overlaps(void)
{
	put(0, 0, 50, "enforce", "", COVER_CLOCK);
	put(1, 30, 80, "observe", "", COVER_OPEN);
	put(2, 60, 70, "", NULL, COVER_OPEN);
	is_text(pieces(of(3, 0, 90), NULL), "0-30 enforce; 30-60 observe; "
		"60-70 unknown; 70-80 observe; 80-90 not measured "
		"(open, last)", "of two that overlap the weaker");
	put(0, 0, 100, "enforce", "", COVER_OPEN);
	put(1, 10, 20, "enforce", "", COVER_OPEN);
	put(2, 30, 40, "enforce", "", COVER_OPEN);
	is_text(pieces(of(3, 0, 100), NULL), "0-100 enforce",
		"all of it counts once");
}

static void test_vendors(void)
{
	put(0, 0, 10, "enforce", "huawei=observe zte=inherit zte2=off",
	    COVER_OPEN);
	is_text(pieces(of(1, 0, 10), "huawei"), "0-10 observe", "its own mode");
	is_text(pieces(of(1, 0, 10), "zte"), "0-10 enforce", "that of all");
	is_text(pieces(of(1, 0, 10), "zte2"), "0-10 off", "off, as is said");
	is_text(pieces(of(1, 0, 10), "dji"), "0-10 off", "off, as it is not");
	is_text(pieces(of(1, 0, 10), "zt"), "0-10 off", "a part of a name");
	is_text(pieces(of(1, 0, 10), "huawei=observe"), "0-10 off", "or more");
	put(0, 0, 10, "enforce", NULL, COVER_OPEN);
	is_text(pieces(of(1, 0, 10), "zte"), "0-10 unknown", "nobody knows");
	put(0, 0, 10, "bogus", "zte=bogus", COVER_OPEN);
	is_text(pieces(of(1, 0, 10), "zte"), "0-10 unknown", "an odd word");
	put(0, 0, 10, "", "", COVER_OPEN);
	is_text(pieces(of(1, 0, 10), "zte"), "0-10 unknown", "no mode at all");
}

int main(void)
{
	test_gaps();
	test_overlaps();
	test_vendors();
	return done_testing();
}
