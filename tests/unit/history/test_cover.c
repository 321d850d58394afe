/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was in force from when to when, and why it ended, by the lines of a
 * stream: modes of each vendor, stops, kills, silence, clocks, losses. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/tap.h"
#include "tools/history/cover.h"

static struct cover cover;
static struct jsontree tree;
static struct buffer kept;
static uint64_t seq;

/* "1000-1300 enforce/7 zte=observe stop lost=3": what is written of it. */
static void keep(const struct cover *c)
{
	buffer_printf(&kept, "%s%" PRId64 "-%" PRId64 " %s/%" PRId64 " %s %s",
		      kept.len ? "; " : "", c->since / 1000000,
		      c->until / 1000000, *c->mode ? c->mode : "?",
		      c->generation, c->vendors.p ? c->vendors.p : "?",
		      *cover_words[c->end] ? cover_words[c->end] : "open");
	if (c->lost || c->folded)
		buffer_printf(&kept, " lost=%" PRId64 "+%" PRId64, c->lost,
			      c->folded);
	if (c->passed || c->refused)
		buffer_printf(&kept, " unjudged=%" PRId64 "+%" PRId64,
			      c->passed, c->refused);
	if (c->away)
		buffer_printf(&kept, " away=%" PRId64, c->away);
}

static void line(int second, const char *type, const char *own)
{
	char text[1024];
	struct record r;

	snprintf(text, sizeof(text), "{\"timestamp\":\"2026-07-01T%02d:%02d:"
		 "%02d.000000+0000\",\"event_type\":\"%s\",\"cordon\":{"
		 "\"gateway\":\"gw\",\"stream\":\"s\",\"seq\":1%s%s}}",
		 second / 3600, second / 60 % 60, second % 60, type,
		 *own ? "," : "", own);
	if (record_read(&r, &tree, text, strlen(text)) == RECORD_BAD)
		give_up("a line is none: %s", text);
	r.time -= 1782864000ll * 1000000;
	if (cover_ends(&cover, &r))
		keep(&cover);
	cover_note(&cover, &r, ++seq);
}

static void notice(int second, const char *own)
{
	line(second, "cordon", own);
}

static void event(int second)
{
	line(second, "alert", "");
}

#define FORCE(mode, generation, zte) \
	"\"mode\":\"" mode "\",\"vendors\":[{\"id\":\"zte\",\"mode\":\"" zte \
	"\"}],\"generation\":" generation ",\"digest\":\"d" generation "\""
#define START "\"event\":\"start\"," FORCE("enforce", "7", "observe")
#define ALIVE "\"event\":\"alive\"," FORCE("enforce", "7", "observe")
#define STOP "\"event\":\"stop\"," FORCE("enforce", "7", "observe")

/* What there was, with what goes on. */
static void is_kept(const char *want, const char *what)
{
	keep(&cover);
	is_text(kept.p, want, "%s", what);
	buffer_reset(&kept);
	cover_done(&cover);
	seq = 0;
}

static void test_whole(void)
{
	notice(100, START);
	event(150);
	notice(400, ALIVE);
	event(398);
	is_kept("100-400 enforce/7 zte=observe open", "it goes on");
	event(50);
	is_kept("50-50 ?/0 ? open", "an event alone tells no mode");
	notice(100, START);
	notice(300, "\"event\":\"mode\"," FORCE("enforce", "7", "enforce"));
	notice(310, "\"event\":\"mode\"," FORCE("observe", "7", "enforce"));
	notice(320, "\"event\":\"generation\"," FORCE("observe", "8",
						      "enforce"));
	is_kept("100-300 enforce/7 zte=observe change; 300-310 enforce/7 "
		"zte=enforce change; 310-320 observe/7 zte=enforce change; "
		"320-320 observe/8 zte=enforce open",
		"each change begins another, without a gap");
}

static void test_ends(void)
{
	notice(100, START);
	notice(400, STOP);
	notice(401, "\"event\":\"lost\",\"lost\":4");
	event(399);
	notice(500, START);
	is_kept("100-401 enforce/7 zte=observe stop lost=4+0; 500-500 "
		"enforce/7 zte=observe open", "it stopped, and its last words");
	notice(100, START);
	event(250);
	notice(300, START);
	is_kept("100-250 enforce/7 zte=observe killed; 300-300 enforce/7 "
		"zte=observe open", "it was killed");
	notice(100, START);
	event(100 + 661);
	is_kept("100-100 enforce/7 zte=observe silence; 761-761 ?/0 ? open",
		"a silence, behind which nobody knows");
	notice(100, START);
	event(100 + 660);
	is_kept("100-760 enforce/7 zte=observe open", "one that is none");
	notice(5000, START);
	notice(5300, ALIVE);
	notice(5200, ALIVE);
	is_kept("5000-5300 enforce/7 zte=observe clock; 5200-5200 enforce/7 "
		"zte=observe open", "the clock was set back");
	notice(5000, START);
	notice(5300, ALIVE);
	event(5200);
	notice(5299, ALIVE);
	is_kept("5000-5300 enforce/7 zte=observe open", "out of order only");
	notice(100, START);
	notice(400, STOP);
	event(9000);
	is_kept("100-400 enforce/7 zte=observe stop; 9000-9000 ?/0 ? open",
		"long behind its stop, without a start");
}

static void test_losses(void)
{
	notice(100, START);
	notice(110, "\"event\":\"lost\",\"lost\":4,\"why\":\"disk\"");
	notice(120, "\"event\":\"lost\",\"lost\":5,\"why\":\"ring\"");
	notice(130, "\"event\":\"flood\",\"count\":100");
	notice(140, "\"event\":\"unjudged\",\"passed\":2,\"refused\":3");
	notice(150, ALIVE ",\"passed\":2000,\"refused\":3000");
	notice(160, "\"event\":\"repair\",\"away_ms\":17,"
	       FORCE("enforce", "7", "observe"));
	is_kept("100-160 enforce/7 zte=observe open lost=9+100 unjudged=2+3 "
		"away=17", "what is missing, and totals are not added");
	notice(100, START);
	notice(110, "\"event\":\"lost\",\"lost\":9223372036854775807");
	notice(111, "\"event\":\"lost\",\"lost\":99999999999999999999");
	is_kept("100-111 enforce/7 zte=observe open lost=9223372036854775807+0",
		"more than there are numbers");
	notice(100, "\"event\":\"start\",\"mode\":\"enforce\",\"vendors\":["
	       "{\"id\":\"a b\",\"mode\":\"off\"},{\"id\":\"c=d\",\"mode\":"
	       "\"off\"},3,{\"id\":\"e\",\"mode\":\"off\"}],\"generation\":1");
	is_kept("100-100 enforce/1 e=off open", "names that are none");
}

/* Written and loaded, it goes on as if it had stayed. */
static void test_stored(void)
{
	struct db d;
	char *sql;

	db_open(&d, ":memory:", SQLITE_OPEN_READWRITE);
	db_run(&d, "CREATE TABLE coverage (stream TEXT, seq INTEGER, since "
	       "INTEGER, until INTEGER, gateway TEXT, mode TEXT, generation "
	       "INTEGER, digest TEXT, vendors TEXT, ended TEXT, told INTEGER, "
	       "lost INTEGER, folded INTEGER, passed INTEGER, refused INTEGER, "
	       "away INTEGER, PRIMARY KEY (stream, seq))");
	notice(100, START);
	notice(300, "\"event\":\"lost\",\"lost\":4");
	for (int i = 0; i < 2; i++) {
		sql = cover_sql(&cover, "it's");
		db_run(&d, "%s", sql);
		sqlite3_free(sql);
		cover_done(&cover);
		cover_load(&cover, &d, "it''s");
	}
	ok(!d.error, "it is written: %s", d.why);
	notice(301, "\"event\":\"lost\",\"lost\":5");
	notice(290, ALIVE);
	is_kept("100-301 enforce/7 zte=observe clock lost=9+0; 290-290 "
		"enforce/7 zte=observe open", "it goes on");
	db_close(&d);
}

int main(void)
{
	test_whole();
	test_ends();
	test_losses();
	test_stored();
	buffer_done(&kept);
	jsontree_done(&tree);
	return done_testing();
}
