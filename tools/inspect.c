/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon inspect FILE...: the daemon's pipeline over captures. */

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/pipeline.h"
#include "ruleset/ports.h"
#include "tools/capture.h"
#include "tools/command.h"
#include "tools/datagram.h"
#include "tools/findings.h"
#include "tools/link.h"
#include "tools/tracker.h"

/* A segment that may be a decoy, until the next of its connection tells. */
struct held {
	bool used;
	struct packet packet;
	struct findings_place at;
	size_t len, whole;
	uint8_t bytes[65536 + 64];
};

struct inspection {
	const struct args *a;
	const struct rules *rules;
	struct pipeline *pipeline;
	struct tracker *tracker;
	struct datagrams *datagrams;
	struct findings *findings;
	struct findings_place at;	/* of the packet in hand */
	struct held held;
	uint64_t packets;
};

static void take_report(void *arg, const struct report *r)
{
	struct inspection *in = arg;

	in->at.first = r->finding && tracker_first(in->tracker, r);
	findings_take(in->findings, r, &in->at);
}

/* What the kernel does before and after the queue: only data that a client
 * sends is judged, and of a judged connection no more. */
static void judge(struct inspection *in, struct span ip, size_t whole)
{
	enum verdict v = pipeline_judge(in->pipeline, ip.p, ip.len, whole);

	tracker_judged(in->tracker, &in->pipeline->packet, v);
}

/* The kernel decides connections to listed addresses by itself. */
static void judge_address(struct inspection *in, const struct packet *p)
{
	const struct ports_packet to = { p->dst, p->transport, p->dport };
	struct report r = { .packet = p, .reason = REASON_RULE };
	bool by_port;

	r.decision = ports_explain(in->rules->policy, NULL, &to, &by_port);
	in->at.source = by_port ? SOURCE_PORT : SOURCE_ADDRESS;
	if (r.decision.effect == EFFECT_BLOCK) {
		r.verdict = VERDICT_BLOCK_FLOW;
		tracker_judged(in->tracker, p, r.verdict);
	}
	take_report(in, &r);
}

static void release(struct inspection *in)
{
	struct held *h = &in->held;

	struct findings_place at = in->at;

	if (!h->used)
		return;
	in->at = h->at;
	judge(in, (struct span) { h->bytes, h->len }, h->whole);
	in->at = at;
	h->used = false;
}

static void hold(struct inspection *in, const struct packet *p,
		 struct span ip, size_t whole)
{
	struct held *h = &in->held;

	release(in);
	if (ip.len > sizeof(h->bytes)) {
		judge(in, ip, whole);
		return;
	}
	h->used = true;
	h->packet = *p;
	h->at = in->at;
	h->len = ip.len;
	h->whole = whole;
	memcpy(h->bytes, ip.p, ip.len);
}

static bool is_of(const struct packet *p, const struct address *src,
		  uint16_t sport, const struct address *dst, uint16_t dport)
{
	return p->sport == sport && p->dport == dport &&
	       address_compare(&p->src, src) == 0 &&
	       address_compare(&p->dst, dst) == 0;
}

static bool overlap(const struct packet *p, const struct packet *q)
{
	int32_t ahead = (int32_t)(p->seq - q->seq);

	return p->payload.len > 0 && ahead < (int32_t)q->payload.len &&
	       -ahead < (int32_t)p->payload.len;
}

/* The same bytes again, with a checksum that holds: those held were a decoy.
 * Any other packet of the connection shows that they were not. True if this
 * is only the decoy again. */
static bool settle(struct inspection *in, const struct packet *p)
{
	struct held *h = &in->held;
	const struct packet *q = &h->packet;

	if (!h->used)
		return false;
	if (is_of(p, &q->dst, q->dport, &q->src, q->sport)) {
		release(in);
		return false;
	}
	if (!is_of(p, &q->src, q->sport, &q->dst, q->dport))
		return false;
	if (!overlap(p, q)) {
		release(in);
		return false;
	}
	if (!packet_checksum_holds(p))
		return true;
	h->used = false;
	return false;
}

static void take_packet(struct inspection *in, struct span ip, size_t whole)
{
	struct packet p;
	struct tracked t;

	if (packet_decode(&p, ip.p, ip.len, whole) != PACKET_OK)
		return;
	if (settle(in, &p))
		return;
	t = tracker_take(in->tracker, &p);
	if (t.first && !in->a->names)
		judge_address(in, &p);
	if (t.doubtful)
		hold(in, &p, ip, whole);
	else if (t.selected)
		judge(in, ip, whole);
}

static void take_frame(struct inspection *in, const struct capture_frame *f)
{
	struct cursor c = link_payload(f->link, cursor_over(f->data.p,
							    f->data.len),
				       &in->at.from);
	struct span ip = { c.p, c.left };
	size_t whole = c.left + (f->whole > f->data.len ?
				 f->whole - f->data.len : 0);

	in->packets++;
	in->at.time = f->time;
	if (!c.bad && ip.len > 0 &&
	    datagram_open(in->datagrams, f->time.tv_sec, &ip, &whole))
		take_packet(in, ip, whole);
}

/* --- files ----------------------------------------------------------- */

static bool inspect_file(struct inspection *in, const char *path)
{
	struct capture_frame f;
	struct capture c;
	char *copy = xstrdup(path);
	bool ok = capture_open(&c, path);

	in->at.file = basename(copy);
	in->tracker = tracker_new();
	in->pipeline = pipeline_new(PIPELINE_FLOWS, PIPELINE_CHUNKS,
				    take_report, in);
	in->pipeline->rules = in->rules;
	in->pipeline->keep_quic = true;
	in->datagrams = datagrams_new();
	while (ok && capture_next(&c, &f)) {
		in->at.number = c.number;
		take_frame(in, &f);
	}
	release(in);
	if (c.error[0])
		warnx("%s: %s", path, c.error);
	ok = c.error[0] == '\0';
	capture_close(&c);
	pipeline_free(in->pipeline);
	tracker_free(in->tracker);
	datagrams_free(in->datagrams);
	free(copy);
	return ok;
}

int inspect_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct inspection in = { .a = a };
	int status = 0;

	in.rules = rules_load(a->config, RULES_CURRENT, NULL, &report);
	if (!in.rules) {
		fputs(report.text.p, stderr);
		return EX_CONFIG;
	}
	if (strcmp(a->words[0], "-") == 0)
		setvbuf(stdout, NULL, _IOLBF, 0);	/* it may go on */
	in.findings = findings_begin(a, in.rules);
	for (int i = 0; i < a->nwords; i++)
		if (!inspect_file(&in, a->words[i]))
			status = EX_DATAERR;
	findings_end(in.findings, in.packets);
	rules_free((struct rules *)(uintptr_t)in.rules);
	conf_report_done(&report);
	return status;
}
