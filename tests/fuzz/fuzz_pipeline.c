/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets one after the other before a judge with the shipped catalogue.
 * Two bytes before each say how long it is; their top bit, that more of it
 * was there and is not given. Each input goes through twice: in strict mode,
 * where what is not understood is refused, too.
 */

#include <netinet/in.h>	/* before the kernel's headers */

#include "lib/cursor.h"
#include "nfq/event/event.h"
#include "nfq/judge/pipeline.h"
#include "nfq/judge/resolution.h"
#include "tests/fuzz/fuzz.h"

/* So few that both run out. */
enum { FLOWS = 4, CHUNKS = 40, NOT_GIVEN = 20000 };

static const struct rules *the_rules(bool strict)
{
	static struct rules *rules[2];
	struct conf_report report = { .errors = 0 };

	if (!rules[strict])
		rules[strict] = rules_load("tests/fuzz/cordon.conf",
					   RULES_CHECK, NULL, &report);
	if (!rules[strict])
		fprintf(stderr, "%s", report.text.p);
	must(rules[strict]);
	rules[strict]->config.strict = strict;
	if (strict)
		rules[strict]->config.unknown = REACT_BLOCK;
	conf_report_done(&report);
	return rules[strict];
}

/* A super-packet is judged in slices. */
static bool is_slice(const struct packet *p, const struct packet *whole)
{
	return p->sport == whole->sport && p->dport == whole->dport &&
	       (p->payload.len == 0 ||
		(p->payload.p >= whole->payload.p &&
		 p->payload.p + p->payload.len <=
		 whole->payload.p + whole->payload.len));
}

static void report(void *arg, const struct report *r)
{
	struct judge *j = arg;
	static struct event e;

	must(is_slice(r->packet, &j->packet) ||
	     (r->finding && r->finding->dns.answer.len > 0));
	must(r->verdict < VERDICTS && r->decision.effect < EFFECTS);
	must((r->finding == NULL) == (r->reason == REASON_UNKNOWN ||
				      r->reason == REASON_OVERLONG ||
				      r->reason == REASON_EVASION ||
				      r->reason == REASON_HEADERS ||
				      r->reason == REASON_QUIC_VERSION ||
				      r->reason == REASON_QUIC_NO_INITIAL));
	if (r->name)
		must_be_plain(r->name);
	if (r->decision.effect == EFFECT_BLOCK)
		must(r->verdict == VERDICT_BLOCK_FLOW ||
		     r->verdict == VERDICT_REFUSE_ONCE);
	event_fill(&e, j->rules, r);
}

static void judge(struct judge *j, const uint8_t *p, size_t len, bool cut)
{
	uint8_t *copy = malloc(len ? len : 1);	/* ends where it ends */
	struct flow_stats stats;
	enum verdict v;

	memcpy(copy, p, len);
	v = pipeline_judge(j, copy, len, cut ? len + NOT_GIVEN : len);
	must(v < VERDICTS);
	v = resolution_judge(j, copy, len, cut ? len + NOT_GIVEN : len);
	must(v == VERDICT_PASS_ONCE || v == VERDICT_REFUSE_ONCE);
	free(copy);
	must(v < VERDICTS);
	flow_table_stats(j->flows, &stats);
	must(stats.flows <= FLOWS && stats.chunks <= CHUNKS);
}

/* Runs the input, or drops the flows that its packets made. */
static void each_packet(struct judge *j, const uint8_t *data, size_t size,
			bool drop)
{
	struct cursor c = cursor_over(data, size);

	while (c.left > 0) {
		uint16_t head = cursor_u16(&c);
		size_t len = head & 0x7fff;
		struct span s = cursor_take(&c, len < c.left ? len : c.left);
		struct flow *f;

		if (!drop) {
			judge(j, s.p, s.len, head & 0x8000);
			continue;
		}
		if (packet_decode(&j->packet, s.p, s.len, s.len) != PACKET_OK)
			continue;
		for (int n = 0; n < 2; n++) {	/* readings.h */
			j->packet.second = n;
			f = flow_find(j->flows, &j->packet);
			if (f)
				flow_drop(j->flows, f);
		}
	}
}

static void run(const uint8_t *data, size_t size, bool strict)
{
	struct judge *j = judge_new(FLOWS, CHUNKS, report, NULL);
	struct flow_stats stats;

	j->arg = j;
	j->rules = the_rules(strict);
	each_packet(j, data, size, false);
	each_packet(j, data, size, true);
	flow_table_stats(j->flows, &stats);
	must(stats.flows == 0 && stats.chunks == 0);
	judge_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	run(data, size, false);
	run(data, size, true);
	return 0;
}
