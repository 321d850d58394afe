/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sync came to, in words, rows and JSON. */

#include <sysexits.h>

#include "tests/unit/tap.h"
#include "tools/sync/outcome.h"

static struct buffer out;

static const char *said(unsigned before, unsigned after, enum enforced how,
			const char *undo)
{
	struct args a = { .config = NULL };
	struct outcome o = { .before = before, .after = after };
	struct enforcement e = { .how = how, .generation = after };
	struct answer *an;

	buffer_reset(&out);
	an = answer_into(&out, &a, "cordon.sync/1");
	outcome_say(an, &o, &e, undo);
	answer_end(an);
	return out.p;
}

static void test_say(void)
{
	is_text(said(3, 4, ENFORCED_BY_DAEMON, NULL),
		"generation 4 is in force; undo: cordon lists rollback 3\n",
		"a new generation");
	is_text(said(0, 1, ENFORCED_BY_DAEMON, NULL),
		"generation 1 is in force\n", "the first: nothing to go to");
	is_text(said(4, 4, ENFORCED_ALREADY, NULL),
		"nothing new: generation 4 is in force already\n",
		"the same as before");
	is_text(said(4, 4, ENFORCED_BY_DAEMON, "cordon lists pin --off"),
		"generation 4 is in force; undo: cordon lists pin --off\n",
		"the same, but held");
	is_text(said(3, 4, ENFORCED_FAILED, NULL),
		"generation 4 is NOT in force; undo: cordon lists rollback "
		"3\n", "that is not in force");
	is_text(said(4, 4, ENFORCED_HERE, NULL),
		"nothing new: generation 4 is in force by address; cordond is "
		"not running, so no names are judged\n", "without a daemon");
	is_text(said(3, 4, ENFORCED_NOT, NULL),
		"generation 4 is not enforced: cordond is not running and was "
		"to leave nothing (on_stop); undo: cordon lists rollback 3\n",
		"where nothing is to be left");
}

static void test_status(void)
{
	struct gather_counts c = {
		.fresh = 2, .kept = 1, .skipped = 1, .well = 3,
	};

	is_number(outcome_status_of(&c, false), 0, "well");
	c.failed = 1;
	is_number(outcome_status_of(&c, false), EX_TEMPFAIL,
		  "a source failed");
	is_number(outcome_status_of(&c, true), EX_TEMPFAIL,
		  ", where others came");
	c.fresh = 0;
	is_number(outcome_status_of(&c, true), EX_TEMPFAIL,
		  ", or are well and were not due");
	c.well = 0;
	is_number(outcome_status_of(&c, true), EX_NOHOST, ", and none is well");
	is_number(outcome_status_of(&c, false), EX_TEMPFAIL,
		  ": which a service alone is to know");
	c.failed = c.kept = 0;
	is_number(outcome_status_of(&c, true), EX_NOHOST,
		  "that goes on until one is due again");
	c.refused = 1;
	is_number(outcome_status_of(&c, true), EX_DATAERR,
		  "one was refused: the worse of both");
	c = (struct gather_counts) { 0 };
	is_number(outcome_status_of(&c, true), 0, "no source at all is well");
}

static const char *put(struct args a, const struct enforcement *e)
{
	static const struct config_source source = {
		.id = (char *)"mine", .vendor = (char *)"acme",
	};
	static const struct source_now now[] = {
		{ &source, { .health = SOURCE_REFUSED, .names = 4,
			     .prefixes = 5, .why = "it is HTML, no list" } },
		{ &source, { .health = SOURCE_WELL } },
	};
	const struct outcome o = {
		.counts = { .fresh = 1, .same = 2, .kept = 7, .skipped = 3,
			    .failed = 4, .refused = 5 },
		.before = 8, .after = 9,
	};
	struct answer *an;

	buffer_reset(&out);
	an = answer_into(&out, &a, "cordon.sync/1");
	outcome_put(an, &o, e, EX_DATAERR, now, 2);
	answer_end(an);
	return out.p ? out.p : "";
}

static void test_put(void)
{
	struct enforcement e = { .how = ENFORCED_BY_DAEMON, .generation = 9 };

	is_text(put((struct args) { .as_json = true }, &e),
		"{\"schema\":\"cordon.sync/1\",\"before\":8,\"generation\":9,"
		"\"enforced\":\"daemon\",\"new\":1,\"same\":2,"
		"\"failed\":4,\"refused\":5,\"skipped\":3,\"status\":65,"
		"\"sources\":[{\"id\":\"mine\",\"vendor\":\"acme\",\"state\":"
		"\"refused\",\"entries\":9,\"why\":\"it is HTML, no list\"},"
		"{\"id\":\"mine\",\"vendor\":\"acme\",\"state\":\"well\","
		"\"entries\":0}]}\n", "as JSON");
	is_text(put((struct args) { .as_plain = true }, &e),
		"mine\tacme\trefused\t9\tit is HTML, no list\n"
		"mine\tacme\twell\t0\t\n", "with tabs: the sources");
	is_text(put((struct args) { .config = NULL }, &e), "",
		"to people: nothing, they are told in words");
}

int main(void)
{
	test_say();
	test_status();
	test_put();
	return done_testing();
}
