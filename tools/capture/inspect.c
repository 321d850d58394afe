/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon inspect FILE...: the daemon's pipeline over captures. */

#include <libgen.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/judge/pipeline.h"
#include "nfq/judge/resolution.h"
#include "ruleset/policy/ports.h"
#include "tools/capture/answers.h"
#include "tools/capture/capture.h"
#include "tools/capture/datagram.h"
#include "tools/capture/doubts.h"
#include "tools/capture/findings.h"
#include "tools/capture/link.h"
#include "tools/capture/tracker.h"
#include "tools/cli/args.h"
#include "tools/cli/mistakes.h"
#include "tools/run.h"

struct inspection {
	struct answer *an;
	const struct args *a;
	const struct rules *rules;
	struct judge *judge;
	struct tracker *tracker;
	struct datagrams *datagrams;
	struct findings *findings;
	struct findings_place at;	/* of the packet in hand */
	struct doubts *doubts;
	uint64_t packets;
};

static void take_report(void *arg, const struct report *r)
{
	struct inspection *in = arg;
	bool answer = r->finding && r->finding->dns.answer.len > 0;

	if (answer && in->a->answers && !r->asked)
		answers_put(in->an, in->at.file, r);
	/* Where an answer leads nowhere it is no finding. */
	if (in->a->answers || (answer && (in->a->names || !r->asked)))
		return;
	in->at.first = r->finding && tracker_first(in->tracker, r);
	findings_take(in->findings, r, &in->at);
}

/* What the kernel does before and after the queue: only data that a client
 * sends is judged, and of a judged connection no more. */
static void judge(struct inspection *in, struct span ip, size_t whole)
{
	enum verdict v = pipeline_judge(in->judge, ip.p, ip.len, whole);

	tracker_judged(in->tracker, &in->judge->packet, v);
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

/* It was no decoy. */
static void release(void *arg, struct span ip, size_t whole,
		    const struct findings_place *at)
{
	struct inspection *in = arg;
	struct findings_place now = in->at;

	in->at = *at;
	judge(in, ip, whole);
	in->at = now;
}

static void take_packet(struct inspection *in, struct span ip, size_t whole)
{
	struct packet p;
	struct tracked t;

	if (packet_decode(&p, ip.p, ip.len, whole) != PACKET_OK)
		return;
	if (doubts_settle(in->doubts, &p))
		return;
	t = tracker_take(in->tracker, &p);
	if (p.sport == DNS_PORT && p.payload.len > 0 &&
	    (p.transport == IPPROTO_UDP || !t.selected))
		resolution_judge(in->judge, ip.p, ip.len, whole);
	if (t.first && !in->a->names)
		judge_address(in, &p);
	if (t.doubtful)
		doubts_hold(in->doubts, &p, ip, whole, &in->at);
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
	in->tracker = tracker_new(in->rules->config.dns_other_ports !=
				  OTHER_PASS);
	in->judge = judge_new(JUDGE_FLOWS, JUDGE_CHUNKS,
			      take_report, in);
	in->judge->rules = in->rules;
	in->judge->keep_quic = true;
	in->datagrams = datagrams_new();
	in->doubts = doubts_new(release, in);
	while (ok && capture_next(&c, &f)) {
		in->at.number = c.number;
		take_frame(in, &f);
	}
	doubts_release(in->doubts);
	if (c.error[0])
		warnx("%s: %s", path, c.error);
	ok = c.error[0] == '\0';
	capture_close(&c);
	judge_free(in->judge);
	tracker_free(in->tracker);
	datagrams_free(in->datagrams);
	doubts_free(in->doubts);
	free(copy);
	return ok;
}

/* What is not there is told before what is damaged. */
static int worse(int a, int b)
{
	return a == EX_NOINPUT || a == EX_NOPERM || b == 0 ? a : b;
}

static int inspect_files(struct inspection *in)
{
	int status = 0;

	for (int i = 0; i < in->a->nwords; i++)
		if (!inspect_file(in, in->a->words[i]))
			status = worse(status,
				       mistakes_of_file(in->a->words[i]));
	return status;
}

/* Whether there is anything to look into; where not, nothing was found in it
 * either. */
static bool any_file(const struct args *a)
{
	for (int i = 0; i < a->nwords; i++)
		if (strcmp(a->words[i], "-") == 0 ||
		    access(a->words[i], R_OK) == 0)
			return true;
	return false;
}

static int tell_missing(const struct args *a)
{
	int status = 0;

	for (int i = 0; i < a->nwords; i++) {
		status = worse(status, mistakes_of_file(a->words[i]));
		warn("%s", a->words[i]);
	}
	return status;
}

/* Answers are told as they are, all else is found and counted. */
static int inspect_all(struct inspection *in)
{
	int status;

	if (in->a->answers) {
		in->an = answer_begin(in->a, "cordon.answer/1");
		answer_table(in->an, &answers_grid);
		status = inspect_files(in);
		answer_table_end(in->an);
	} else {
		in->an = answer_begin(in->a, in->a->names ? "cordon.name/1" :
				      "cordon.eve/2");
		in->findings = findings_begin(in->an, in->a, in->rules);
		status = inspect_files(in);
		findings_end(in->findings, in->packets);
	}
	answer_end(in->an);
	return status;
}

int inspect_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rules *rules = rules_load(a->config, RULES_CURRENT, NULL,
					 &report);
	struct inspection in = { .a = a, .rules = rules };
	int status;

	if (!rules) {
		fputs(report.text.p, stderr);
		return EX_CONFIG;
	}
	if (strcmp(a->words[0], "-") == 0)
		setvbuf(stdout, NULL, _IOLBF, 0);	/* it may go on */
	status = any_file(a) ? inspect_all(&in) : tell_missing(a);
	rules_free(rules);
	conf_report_done(&report);
	return status;
}
