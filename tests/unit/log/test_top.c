/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "cordon top" tells of counts, in every form. */

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/log/top.h"

static const struct logged events[] = {
	{ .vendor = "v", .action = TALLY_BLOCKED, .count = 2, .time = 200 },
	{ .vendor = "w", .action = TALLY_LOGGED, .count = 5, .time = 100 },
	{ .vendor = "w", .action = TALLY_EXCEPTED, .count = 1, .time = 300 },
	{ .vendor = "v", .action = TALLY_BLOCKED, .count = 3, .time = 50 },
	{ .vendor = "v", .action = TALLY_BLOCKED, .count = 4, .time = 150 },
};

static void check_told(struct args a, const char *want, const char *what)
{
	struct buffer out = { 0 };
	struct answer *an;
	struct counts c;

	a.utc = true;
	counts_init(&c, COUNTS_VENDOR);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		counts_add(&c, &events[i]);
	counts_sort(&c, NULL);
	an = answer_into(&out, &a, "cordon.top/1");
	top_put(an, &c, 1);
	answer_end(an);
	is_text(out.p, want, "%s", what);
	buffer_done(&out);
	counts_done(&c);
}

static void test_told(void)
{
	check_told((struct args) { .color = "never" },
		   "VENDOR BLOCKED WOULD BLOCK LOGGED EXCEPTED FIRST"
		   "               LAST\n"
		   "v            9           0      0        0 1970-01-01 "
		   "00:00:50 "
		   "1970-01-01 00:03:20\n", "for people");
	check_told((struct args) { .as_csv = true },
		   "vendor,blocked,would block,logged,excepted,first,last\n"
		   "v,9,0,0,0,1970-01-01T00:00:50Z,1970-01-01T00:03:20Z\n",
		   "as CSV");
	check_told((struct args) { .as_json = true },
		   "{\"schema\":\"cordon.top/1\",\"by\":\"vendor\",\"top\":["
		   "{\"vendor\":\"v\",\"blocked\":9,"
		   "\"would_block\":0,\"logged\":0,"
		   "\"excepted\":0,\"first\":\"1970-01-01T00:00:50Z\","
		   "\"last\":\"1970-01-01T00:03:20Z\"}]}\n", "as JSON");
}

int main(void)
{
	test_told();
	return done_testing();
}
