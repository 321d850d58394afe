/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of "cordon log", in every form. */

#include "tests/unit/tap.h"
#include "tools/log/log.h"
#include "tools/query/eventlog.h"

/* An event of a client. */
#define LINE(client) "{\"timestamp\":\"2026-09-23T08:15:02Z\"," \
	"\"event_type\":\"alert\",\"src_ip\":\"" client "\",\"dest_ip\":" \
	"\"192.0.2.9\",\"dest_port\":443,\"app_proto\":\"failed\"}\n"

static bool put(void *arg, const struct logged *e)
{
	log_put(arg, e);
	return true;
}

static void check_rows(const struct grid *grid, struct args a, size_t last,
		       const char *want, const char *what)
{
	struct eventlog *l = eventlog_open(scratch_in("rows"), 0);
	struct buffer out = { 0 };
	struct answer *an;

	a.utc = true;
	an = answer_into(&out, &a, "cordon.eve/1");
	answer_last(an, last);
	answer_table(an, grid);
	eventlog_read(l, put, an);
	answer_table_end(an);
	answer_end(an);
	is_text(out.p, want, "%s", what);
	buffer_done(&out);
	eventlog_close(l);
}

static void test_rows(void)
{
	static const char json[] = LINE("10.0.0.1") LINE("10.0.0.2");

	scratch_put("rows", json);
	check_rows(&log_grid, (struct args) { .color = "never" }, 0,
		   "TIME                CLIENT   ACTION VENDOR ROLE "
		   "DESTINATION   VIA     N SEQ\n"
		   "2026-09-23 08:15:02 10.0.0.1 logged -      -    "
		   "192.0.2.9:443 address 1   -\n"
		   "2026-09-23 08:15:02 10.0.0.2 logged -      -    "
		   "192.0.2.9:443 address 1   -\n", "for people");
	check_rows(&log_grid, (struct args) { .as_plain = true }, 1,
		   "2026-09-23T08:15:02Z\t10.0.0.2\tlogged\t-\t-\t"
		   "192.0.2.9:443\taddress\t1\t-\n", "the last, with tabs");
	check_rows(&log_grid, (struct args) { .as_json = true }, 0, json,
		   "as JSON, the lines themselves");
	check_rows(&log_grid, (struct args) { .as_json = true }, 1,
		   LINE("10.0.0.2"), "and the last of them");
	check_rows(&log_grid_following, (struct args) { .color = "never" }, 1,
		   "TIME                CLIENT          ACTION      VENDOR     "
		   "ROLE             DESTINATION                        VIA"
		   "     N      SEQ\n"
		   "2026-09-23 08:15:02 10.0.0.2        logged      -          "
		   "-                192.0.2.9:443                      "
		   "address 1        -\n", "as they come");
}

int main(void)
{
	test_rows();
	return done_testing();
}
