/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events: the ring between two threads, and what a report becomes. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <pthread.h>
#include <sched.h>

#include "nfq/event/event.h"
#include "tests/unit/tap.h"

enum { MANY = 300000 };

static bool push(struct event_ring *r, uint32_t n)
{
	struct event *e = event_slot(r);

	if (!e)
		return false;
	e->iif = n;
	event_push(r);
	return true;
}

static void test_ring(void)
{
	struct event_ring *r = event_ring_new();
	unsigned wrong = 0;
	uint32_t n;

	ok(event_peek(r) == NULL, "a new ring is empty");
	ok(event_slot(r) != NULL && event_peek(r) == NULL,
	   "a slot is not seen before it is pushed");
	for (n = 0; push(r, n); n++)
		;
	is_number(n, EVENT_RING, ": it takes so many");
	is_number(atomic_load(&r->lost), 1, "the next one is lost");
	ok(!push(r, 0) && atomic_load(&r->lost) == 2, ": and one more");
	ok(event_peek(r)->iif == 0 && event_peek(r)->iif == 0,
	   "peeking takes nothing");
	event_pop(r);
	ok(push(r, n), "one taken makes room for one");
	for (n = 1; n <= EVENT_RING; n++) {
		wrong += !event_peek(r) || event_peek(r)->iif != n;
		event_pop(r);
	}
	is_number(wrong, 0, ": they come in their order");
	ok(event_peek(r) == NULL, ": then it is empty again");
	event_ring_free(r);
	event_ring_free(NULL);
}

/* The numbers of events run from 0 to 2^32 and on. */
static void test_wrap(void)
{
	struct event_ring *r = event_ring_new();
	unsigned n = 0;

	atomic_store(&r->head, UINT32_MAX - 5);
	atomic_store(&r->tail, UINT32_MAX - 5);
	ok(event_peek(r) == NULL, "empty before the wrap");
	while (push(r, n))
		n++;
	is_number(n, EVENT_RING, "full across it");
	for (n = 0; event_peek(r) && event_peek(r)->iif == n; n++)
		event_pop(r);
	is_number(n, EVENT_RING, "in order across it");
	event_ring_free(r);
}

static void *produce(void *arg)
{
	for (uint32_t n = 0; n < MANY; n++)
		if (!push(arg, n))
			sched_yield();
	push(arg, MANY);
	return NULL;
}

static void test_threads(void)
{
	struct event_ring *r = event_ring_new();
	uint64_t got = 0, wrong = 0;
	int64_t last = -1;
	bool over = false;
	pthread_t thread;

	if (pthread_create(&thread, NULL, produce, r) != 0) {
		ok(false, "a thread can be made");
		return;
	}
	while (!over) {
		const struct event *e = event_peek(r);

		if (!e) {
			over = got > 0 && pthread_tryjoin_np(thread, NULL) == 0;
			if (!over)
				sched_yield();
			continue;
		}
		wrong += e->iif <= last;
		last = e->iif;
		event_pop(r);
		got++;
	}
	for (; event_peek(r); got++)
		event_pop(r);
	is_number(wrong, 0, "between two threads the order is kept");
	is_number(got + atomic_load(&r->lost), MANY + 1,
		  "each came or was counted as lost");
	event_ring_free(r);
}

/* --- reports --------------------------------------------------------- */

static struct packet packet = {
	.sport = 40000, .dport = 443, .transport = 6,
	.src = { { [10] = 0xff, 0xff, 192, 0, 2, 7 } },
	.dst = { { [10] = 0xff, 0xff, 198, 51, 100, 9 } },
};
static struct finding finding;
static struct name name;

static struct report report_of(enum effect effect)
{
	return (struct report) {
		.packet = &packet, .finding = &finding, .name = &name,
		.reason = REASON_RULE, .verdict = VERDICT_BLOCK_FLOW,
		.decision = { .effect = effect, .rule = { .line = 7 } },
	};
}

static void set_name(const char *text)
{
	name_from_text(&name, (struct span) { (const uint8_t *)text,
					      strlen(text) });
}

static void test_wanted(void)
{
	for (enum effect e = 0; e < EFFECTS; e++) {
		struct report r = report_of(e);

		is_number(event_wanted(&r), e == EFFECT_LOG ||
			  e == EFFECT_OBSERVE || e == EFFECT_BLOCK ||
			  e == EFFECT_EXCEPT, "%s", effect_words[e]);
	}
}

static void test_fill(void)
{
	struct report r = report_of(EFFECT_BLOCK);
	struct event e;

	memset(&e, 0xee, sizeof(e));
	finding_clear(&finding, PROTO_TLS);
	finding.tls.version = 0x0303;
	finding.tls.ech = true;
	set_name("www.kaspersky.com");
	event_fill(&e, NULL, &r);
	ok(memcmp(&e.src, &packet.src, 16) == 0 &&
	   memcmp(&e.dst, &packet.dst, 16) == 0, "addresses");
	ok(e.sport == 40000 && e.dport == 443 && e.transport == 6, "ports");
	is_number(e.source, SOURCE_NAME, "source");
	is_number(e.effect, EFFECT_BLOCK, "effect");
	is_number(e.verdict, VERDICT_BLOCK_FLOW, "verdict");
	is_number(e.rule.line, 7, "rule");
	ok(e.has_protocol && e.protocol == PROTO_TLS, "protocol");
	is_text(e.detail, "TLS 1.2", ": its version");
	ok(e.ech, ": and its extension");
	ok(e.name_len == 17 && memcmp(e.name, "www.kaspersky.com", 17) == 0,
	   "name");

	r.reason = REASON_UNKNOWN;
	r.finding = NULL;
	r.name = NULL;
	event_fill(&e, NULL, &r);
	ok(e.source == SOURCE_REACTION && !e.has_protocol &&
	   e.name_len == 0 && e.detail[0] == '\0', "a reaction has none of it");
}

static void test_cut_to_fit(void)
{
	struct report r = report_of(EFFECT_BLOCK);
	char text[400];
	struct event e;

	finding_clear(&finding, PROTO_HTTP);
	finding.method = (struct span) {
		(const uint8_t *)"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26 };
	for (size_t len = 254; len < 258; len++) {
		memset(text, 'a', len);
		text[len] = '\0';
		set_name(text);
		event_fill(&e, NULL, &r);
		is_number(e.name_len, len < 255 ? len : 255,
			  "a name of %zu", len);
	}
	text[250] = '.';
	set_name(text);
	event_fill(&e, NULL, &r);
	ok(memcmp(e.name, "...aa", 5) == 0 &&
	   memcmp(e.name + 248, ".aaaaaa", 7) == 0,
	   "of a long name the end is kept");
	is_text(e.detail, "ABCDEFGHIJKLMNO", "a long method is cut");
}

int main(void)
{
	test_ring();
	test_wrap();
	test_threads();
	test_wanted();
	test_fill();
	test_cut_to_fit();
	return done_testing();
}
