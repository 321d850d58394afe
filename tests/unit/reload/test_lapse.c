/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ends by the calendar or by the clock: it is told once, and the rules are
 * owed until they could be loaded. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "nfq/reload/lapse.h"
#include "nfq/reload/mode.h"
#include "ruleset/config/timed.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static struct rules *rules;
static struct shared shared;
static struct audit audit;
static struct reloader r;
static struct lapse lapse;

#define EXCEPTION(id, until) "{ id = \"" id "\"; client = \"192.0.2.7\"; " \
	"vendor = \"kaspersky\"; owner = \"bob\"; reason = \"why\"; " \
	"created = \"2020-01-01T00:00:00Z\"; until = \"" until "\"; }"

/* How often the register of changes says so. */
static unsigned told(const char *what)
{
	struct buffer text = { 0 };
	unsigned n = 0;

	file_read(audit.file.path, SIZE_MAX, &text);
	for (const char *p = text.p; p && (p = strstr(p, what)); p++)
		n++;
	buffer_done(&text);
	return n;
}

static void begin(void)
{
	static char log[160];

	scratch_put("exceptions.conf", "exceptions = ( "
		    EXCEPTION("ex-0001", "2099-01-01T00:00:00Z") ", "
		    EXCEPTION("ex-0002", "2099-01-01T00:00:00Z") " );\n");
	rules = judge_rules("mode = \"enforce\";");
	atomic_store(&shared.rules, rules);
	snprintf(log, sizeof(log), "%s/events.json", scratch());
	audit_open(&audit, log);
	reload_init(&r, "/nonexistent/cordon.conf", &shared);
	r.audit = &audit;
	lapse.reloader = &r;
}

static void test_exceptions(void)
{
	struct exception *first =
		(struct exception *)(uintptr_t)rules->exceptions.active[0];

	lapse_tick(&lapse);
	ok(!r.owed && told("is over") == 0, "nothing is over yet");
	first->end = 1;
	rules->exceptions.next = 1;
	lapse_tick(&lapse);
	ok(r.owed, "an exception that is over owes a reload");
	is_number(told("ex-0001 is over: 192.0.2.7 may not reach kaspersky "
		       "any more"), 1, ": and is told");
	is_number(told("ex-0002"), 0, "the other is not");
	reload_tick(&r);
	ok(r.owed && r.failures == 1, "the rules do not load");
	lapse_tick(&lapse);
	reload_tick(&r);
	lapse_tick(&lapse);
	is_number(told("is over"), 1, ": which is not told again");
	is_number(r.failures, 1, ": nor tried all the time");
	rules->exceptions.next = 0;
	r.owed = false;
}

static void put_timed(void)
{
	struct conf_report report = { .errors = 0 };
	char a[] = "a.example", b[] = "b.example", by[] = "bob", why[] = "";
	char past[] = "2020-01-01T00:00:00Z", then[] = "2099-01-01T00:00:00Z";
	struct timed t;

	timed_read(&t, scratch(), &report);
	timed_set(&t, &(struct timed_rule) {
		.entry = a, .action = TIMED_BLOCK, .until = past, .by = by,
		.reason = why, .end = 1577836800 });
	timed_set(&t, &(struct timed_rule) {
		.entry = b, .action = TIMED_ALLOW, .until = then, .by = by,
		.reason = why, .end = 4070908800 });
	timed_store(&t, scratch());
	timed_done(&t);
	conf_report_done(&report);
}

static size_t registered(void)
{
	struct conf_report report = { .errors = 0 };
	struct timed t;
	size_t n;

	timed_read(&t, scratch(), &report);
	n = t.rules.n;
	timed_done(&t);
	conf_report_done(&report);
	return n;
}

static void test_timed(void)
{
	int lock;

	put_timed();
	rules->timed_next = 1577836800;
	lock = register_lock(&timed_register, scratch(), 0);
	lapse_tick(&lapse);
	ok(!r.owed && registered() == 2, "somebody else has the register");
	ok(lapse.retry > clock_boot(), ": it is tried again later");
	close(lock);
	lapse_tick(&lapse);
	is_number(registered(), 2, ": and not before");
	lapse.retry = 0;
	lapse_tick(&lapse);
	is_number(registered(), 1, "a rule that is over is taken out");
	ok(r.owed, ": and owes a reload");
	is_number(told("\"event\":\"block\""), 1, ": it is told");
	is_number(told("a.example is not blocked any more"), 1, "by name");
	lapse_tick(&lapse);
	is_number(told("any more"), 2, ": once");
	rules->timed_next = 0;
	r.owed = false;
}

/* What is said on stderr by the next tick. */
static const char *said(void)
{
	static struct buffer text;
	int before = dup(2);

	buffer_reset(&text);
	if (!freopen(scratch_in("said"), "w", stderr))
		give_up("nothing can be heard");
	lapse_tick(&lapse);
	fflush(stderr);
	dup2(before, 2);
	close(before);
	file_read(scratch_in("said"), SIZE_MAX, &text);
	return text.p ? text.p : "";
}

static void test_damaged(void)
{
	const char *text;

	scratch_put("timed.conf", "rules = (\n{ nonsense = 7; } );\n");
	rules->timed_next = 1577836800;
	lapse.retry = 0;
	text = said();
	ok(strstr(text, "local rules that are over stay: ") &&
	   strstr(text, "timed.conf:2: "), "a damaged register is told by its "
	   "place: %s", text);
	ok(!r.owed, ": and left alone");
	rules->timed_next = 0;
}

static void test_mode(void)
{
	r.overrides = (struct rules_overrides) { .n = 2, .items = {
		{ .until = clock_boot() + 60 },
		{ .vendor = "acme", .until = clock_boot() + 30 },
	} };
	mode_tick(&r);
	ok(r.overrides.n == 2 && !r.owed, "modes hold for their time");
	r.overrides.items[0].until = clock_boot();
	mode_tick(&r);
	ok(r.overrides.n == 1 && r.owed, ": then one owes a reload");
	is_text(r.overrides.items[0].vendor, "acme", ": the other holds");
	is_number(told("temporary mode ended"), 1, ": it is told");
	mode_tick(&r);
	is_number(told("temporary mode ended"), 1, ": once");
	r.overrides.items[0].until = clock_boot();
	mode_tick(&r);
	is_number(told("temporary mode of vendor acme ended"), 1,
		  ": of which vendor it was");
}

int main(void)
{
	begin();
	test_exceptions();
	test_timed();
	test_damaged();
	test_mode();
	reload_done(&r);
	audit_close(&audit);
	rules_free(rules);
	return done_testing();
}
