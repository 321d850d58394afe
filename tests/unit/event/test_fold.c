/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folding: the first event at once, the others counted, windows that end. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "nfq/event/fold.h"
#include "tests/unit/tap.h"

/* What was emitted. */
static struct {
	unsigned n, all;	/* calls; repeats in them */
	struct event first;	/* of the last call */
	struct eve_repeat repeat;
} emitted;

static void emit(void *arg, const struct event *e,
		 const struct eve_repeat *repeat)
{
	if (arg != &emitted)
		return;
	emitted.n++;
	emitted.all += repeat->count;
	emitted.first = *e;
	emitted.repeat = *repeat;
}

static struct fold *start(uint64_t window)
{
	memset(&emitted, 0, sizeof(emitted));
	return fold_new(window, emit, &emitted);
}

/* A blocked hello of client `n`. */
static struct event event_of(uint32_t n, time_t when)
{
	struct event e = {
		.time = { .tv_sec = when }, .transport = 6, .dport = 443,
		.has_protocol = true, .protocol = PROTO_TLS,
		.effect = EFFECT_BLOCK, .name_len = 13,
		.rule = { .line = 5 },
	};

	e.src.b[10] = e.src.b[11] = 0xff;
	n = htonl(n);
	memcpy(e.src.b + 12, &n, sizeof(n));
	memcpy(e.name, "kaspersky.com", 13);
	return e;
}

static bool add(struct fold *f, uint32_t client, time_t when)
{
	struct event e = event_of(client, when);

	return fold_add(f, &e);
}

static void test_repeats(void)
{
	struct fold *f = start(60);

	ok(add(f, 1, 1000), "the first is written at once");
	for (time_t t = 1001; t < 1010; t++)
		if (add(f, 1, t))
			break;
	is_number(emitted.n, 0, "nothing is emitted in the window");
	ok(add(f, 2, 1010), ": another client is another event");
	fold_close(f, 1059, false);
	is_number(emitted.n, 0, ": nor just before its end");
	fold_close(f, 1060, false);
	is_number(emitted.n, 1, ": its end is a line");
	is_number(emitted.repeat.count, 9, ": that says how many more");
	is_number(emitted.repeat.first.tv_sec, 1000, "the first");
	is_number(emitted.repeat.last.tv_sec, 1009, ": and the last of them");
	is_number(emitted.first.src.b[15], 1, ": of whom");
	fold_close(f, 1070, false);
	is_number(emitted.n, 1, "a window of one event ends in silence");
	ok(add(f, 1, 1071), "later it is a first one again");
	fold_free(f);
	fold_free(NULL);
}

static void test_end_by_event(void)
{
	struct fold *f = start(60);

	add(f, 1, 1000);
	add(f, 1, 1030);
	ok(add(f, 1, 1060), "an event after the end is a first one");
	is_number(emitted.n, 1, ": and ends the window before it");
	add(f, 1, 1061);
	fold_close(f, 0, true);
	is_number(emitted.n, 2, "all can be closed");
	fold_close(f, 0, true);
	is_number(emitted.n, 2, ": once");
	fold_free(f);
}

/* Changes one thing of an event. */
static void change(struct event *e, int what)
{
	switch (what) {
	case 0: e->src.b[15]++; break;
	case 1: e->name[0] = 'K'; break;
	case 2: e->name_len--; break;
	case 3: e->effect = EFFECT_LOG; break;
	case 4: e->protocol = PROTO_DNS; break;
	case 5: e->rule.line++; break;
	case 6: e->rule.class++; break;
	case 7: e->source = SOURCE_ADDRESS; break;
	case 8: e->has_protocol = false; break;
	case 9: e->reason = REASON_NO_NAME; break;
	case 10: e->asked_len = 1; break;
	case 11: e->hint_len = 1; break;
	case 12: e->story_fallback = true; break;
	}
}

static void test_keys(void)
{
	struct fold *f = start(60);
	struct event e;

	add(f, 1, 1000);
	for (int what = 0; what < 13; what++) {
		e = event_of(1, 1000);
		change(&e, what);
		ok(fold_add(f, &e), "difference %d makes another event", what);
	}
	e = event_of(1, 1000);
	e.sport = 7;
	e.dst.b[15]++;
	e.verdict = VERDICT_PASS_FLOW;
	e.story = 9;
	memset(e.name + e.name_len, 'x', sizeof(e.name) - e.name_len);
	ok(!fold_add(f, &e), "port, address and what is behind a name do not");

	e = event_of(1, 1000);
	e.source = SOURCE_ADDRESS;
	e.dst.b[15]++;
	ok(fold_add(f, &e), "the address does where no name decided");
	fold_free(f);
}

static void test_off(void)
{
	struct fold *f = start(0);

	ok(add(f, 1, 1000) && add(f, 1, 1000) && add(f, 1, 1000),
	   "without a window all are written");
	fold_close(f, 2000, true);
	is_number(emitted.n, 0, ": and none repeated");
	fold_set_window(f, 60);
	ok(add(f, 1, 1000) && !add(f, 1, 1000), "a window can be set");
	fold_free(f);
}

static void test_full(void)
{
	struct fold *f = start(60);
	unsigned firsts = 0;

	for (uint32_t n = 0; n < FOLD_MAX; n++)
		firsts += add(f, n, 1000);
	add(f, 0, 1001);
	is_number(firsts, FOLD_MAX, "the table takes so many");
	is_number(emitted.n, 0, ": with all windows open");
	ok(add(f, FOLD_MAX, 1001), "one more");
	is_number(emitted.n, 1, "closes the oldest early");
	ok(add(f, 0, 1002), ": which then is a first one");
	ok(!add(f, 2, 1002), "the others are still open");
	fold_close(f, 1060, false);
	is_number(emitted.all, 2, "no repeat is forgotten");
	fold_free(f);
}

static void test_clock(void)
{
	struct fold *f = start(60);

	add(f, 1, 1000000);
	add(f, 1, 1000001);
	fold_close(f, 5000, false);
	is_number(emitted.n, 1, "a clock set back closes what is open");
	ok(add(f, 1, 5000), ": and it goes on from there");
	ok(!add(f, 1, 5030), "with windows");
	fold_close(f, 4000000000, false);
	is_number(emitted.n, 2, "a clock set far ahead closes them too");
	fold_free(f);
}

/* Random events against the sums that must hold: each is written or counted
 * in a line. */
static void test_randomly(void)
{
	struct fold *f = start(200);
	unsigned firsts = 0, n = 0;
	time_t now = 100000;

	for (; n < 200000; n++) {
		now += random_next() % 40 == 0;
		firsts += add(f, (uint32_t)(random_next() % 6000), now);
	}
	fold_close(f, now, true);
	is_number(firsts + emitted.all, n, "each event is accounted for");
	ok(firsts < n / 2 && emitted.n > 1000, "many of them folded");
	fold_free(f);
}

int main(void)
{
	test_repeats();
	test_end_by_event();
	test_keys();
	test_off();
	test_full();
	test_clock();
	test_randomly();
	return done_testing();
}
