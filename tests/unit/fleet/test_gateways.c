/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which gateways of a fleet are not as they should be. */

#include <string.h>

#include "lib/buffer.h"
#include "tests/unit/tap.h"
#include "tools/fleet/gateways.h"

/* gateway mode vendors lists policy version heard age generation lost unjudged
 * behind */
static const char *judged(const char *rows)
{
	static struct buffer said;
	struct buffer answer = { 0 };
	struct gateways g;
	struct rows r;

	buffer_reset(&said);
	buffer_text(&answer, rows);
	r = rows_over(&answer);
	gateways_read(&g, &r);
	gateways_judge(&g);
	for (size_t i = 0; i < g.n; i++) {
		buffer_printf(&said, "%s:", g.items[i].name);
		for (int k = 0; k < GATEWAY_FAULTS; k++)
			if (g.items[i].faults >> k & 1)
				buffer_printf(&said, " %s",
					      gateway_fault_words[k]);
		buffer_printf(&said, "%s\n", gateway_is_bad(g.items[i].faults) ?
			      "!" : "");
	}
	buffer_char(&said, '\0');
	gateways_done(&g);
	buffer_done(&answer);
	return said.p;
}

#define A "a\tenforce\tk=enforce h=observe\tL1\tP1\t1.0\t9\t5\t3\t0\t0\t0\n"
#define B "b\tenforce\tk=enforce h=observe\tL1\tP1\t1.0\t9\t5\t3\t0\t0\t0\n"
#define ROW(name, mode, vendors, lists, policy, age, lost, unjudged, behind) \
	name "\t" mode "\t" vendors "\t" lists "\t" policy "\t1.0\t9\t" age \
	"\t3\t" lost "\t" unjudged "\t" behind "\n"

static void test_alone(void)
{
	is_text(judged(""), "", "none");
	is_text(judged(A), "a:\n", "one is as all are");
	is_text(judged(B A), "a:\nb:\n", "by their names");
}

static void test_faults(void)
{
	is_text(judged(A B ROW("c", "enforce", "k=enforce h=observe", "L1",
			       "P1", "301", "0", "0", "0")),
		"a:\nb:\nc: silent!\n", "silent");
	is_text(judged(A B ROW("c", "silent", "", "", "", "5", "0", "0", "0")),
		"a:\nb:\nc: stopped!\n", "without a daemon");
	is_text(judged(A B ROW("c", "enforce", "k=observe h=observe", "L1",
			       "P1", "5", "0", "0", "0")),
		"a:\nb:\nc: enforces-less!\n", "a vendor is only observed");
	is_text(judged(A B ROW("c", "enforce", "kk=enforce h=observe", "L1",
			       "P1", "5", "0", "0", "0")),
		"a:\nb:\nc: enforces-less!\n", "it is not there");
	is_text(judged(A B ROW("c", "enforce", "k=enforce h=enforce", "L1",
			       "P1", "5", "0", "0", "0")),
		"a:\nb:\nc:\n", "more is no fault");
	is_text(judged(A B ROW("c", "enforce", "k=enforce h=observe", "L1",
			       "P2", "5", "0", "0", "0")),
		"a:\nb:\nc: other-policy!\n", "another policy");
	is_text(judged(A B ROW("c", "enforce", "k=enforce h=observe", "L2", "",
			       "5", "1", "2", "0")),
		"a:\nb:\nc: other-policy other-lists lost unjudged!\n",
		"no policy, other lists");
	is_text(judged(A B ROW("c", "enforce", "k=enforce h=observe", "L1",
			       "P1", "5", "1", "2", "1000001")),
		"a:\nb:\nc: lost unjudged behind\n", "warnings are not bad");
}

/* Who is silent has no vote. */
static void test_most(void)
{
	is_text(judged(ROW("c", "enforce", "", "L2", "P2", "400", "0", "0",
			   "0")
		       ROW("d", "enforce", "", "L2", "P2", "400", "0", "0",
			   "0") A),
		"a:\nc: silent!\nd: silent!\n", "the silent do not count");
	is_text(judged(B ROW("a", "observe", "k=observe", "L1", "P1", "5", "0",
			     "0", "0")),
		"a:\nb:\n", "one against one");
}

int main(void)
{
	test_alone();
	test_faults();
	test_most();
	return done_testing();
}
