/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon inspect FILE...: the daemon's pipeline over captures. */

#include <libgen.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "nfq/eve.h"
#include "nfq/pipeline.h"
#include "tools/capture.h"
#include "tools/command.h"
#include "tools/datagram.h"
#include "tools/link.h"
#include "tools/output.h"
#include "tools/tracker.h"

/* A segment that may be a decoy, until the next of its connection tells. */
struct held {
	bool used;
	struct packet packet;
	uint64_t number;
	size_t len, whole;
	uint8_t bytes[65536 + 64];
};

struct inspection {
	const struct args *a;
	const struct rules *rules;
	struct pipeline *pipeline;
	struct tracker *tracker;
	struct eve eve;
	const char *file;		/* its last part */
	struct datagrams *datagrams;
	struct held held;
	const struct capture_frame *frame;
	struct link_source from;
	struct output *table;
	struct buffer lines;
	uint64_t number;		/* of the packet in hand, in its file */
	uint64_t packets, names, blocked, logged;
};

static const char *const columns[] = {
	"CLIENT", "DESTINATION", "VIA", "ACTION", "VENDOR", "ROLE", "NAME",
	"LIST",
};

/* --- what is found --------------------------------------------------- */

static void print_name(const struct inspection *in, const struct report *r)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];

	printf("%s\t%s\t%s\t%u\t%s\t%u\t%s", in->file,
	       protocol_words[r->finding->protocol],
	       address_format(&r->packet->src, src), r->packet->sport,
	       address_format(&r->packet->dst, dst), r->packet->dport,
	       r->name && r->name->len > 0 ? r->name->text :
	       r->finding->protocol == PROTO_DNS ? "." : "-");
	if (in->a->packets)
		printf("\t%llu", (unsigned long long)in->number);
	putchar('\n');
}

static void endpoint(const struct address *a, uint16_t port, char *out,
		     size_t size)
{
	char text[ADDRESS_TEXT];

	address_format(a, text);
	snprintf(out, size, address_is_v4(a) ? "%s:%u" : "[%s]:%u", text,
		 port);
}

static void add_row(struct inspection *in, const struct report *r)
{
	const struct legend *l = &in->rules->generation.legend;
	const struct legend_class *class = r->reason == REASON_RULE ?
		&l->classes[r->decision.rule.class] : NULL;
	char src[64], dst[64], where[512];
	const char *cells[] = {
		src, dst, r->finding ?
		protocol_words[r->finding->protocol] : "-",
		r->decision.effect == EFFECT_BLOCK ? "blocked" : "logged",
		class ? l->vendors[class->vendor].id : "-",
		class ? class->role : "-", r->name ? r->name->text : "-",
		where,
	};

	endpoint(&r->packet->src, r->packet->sport, src, sizeof(src));
	endpoint(&r->packet->dst, r->packet->dport, dst, sizeof(dst));
	snprintf(where, sizeof(where), "%s:%u",
		 class ? l->lists[class->list] : "policy",
		 r->decision.rule.line);
	output_row(in->table, cells);
}

static void add_event(struct inspection *in, const struct report *r)
{
	static const struct eve_repeat none;
	struct event e = { .iif = 0 };

	event_fill(&e, in->rules, r);
	e.time = in->frame->time;
	e.has_mac = in->from.has_mac;
	memcpy(e.mac, in->from.mac, sizeof(e.mac));
	eve_write(&in->eve, &e, &none, &in->lines);
	fputs(in->lines.p, stdout);
	buffer_reset(&in->lines);
}

static void take_report(void *arg, const struct report *r)
{
	struct inspection *in = arg;

	if (r->finding && tracker_first(in->tracker, r))
		in->names++;
	else if (in->a->names)
		return;
	if (in->a->names) {
		if (r->finding)
			print_name(in, r);
		return;
	}
	if (!event_wanted(r))
		return;
	if (r->decision.effect == EFFECT_BLOCK)
		in->blocked++;
	else
		in->logged++;
	if (in->a->json)
		add_event(in, r);
	else
		add_row(in, r);
}

/* What the kernel does before and after the queue: only data that a client
 * sends is judged, and of a judged connection no more. */
static void judge(struct inspection *in, struct span ip, size_t whole)
{
	enum verdict v = pipeline_judge(in->pipeline, ip.p, ip.len, whole);

	tracker_judged(in->tracker, &in->pipeline->packet, v);
}

static void release(struct inspection *in)
{
	struct held *h = &in->held;

	uint64_t number = in->number;

	if (!h->used)
		return;
	in->number = h->number;
	judge(in, (struct span) { h->bytes, h->len }, h->whole);
	in->number = number;
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
	h->number = in->number;
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

/* The same bytes again, with a checksum that holds: those held were a decoy.
 * Any other packet of the connection shows that they were not. */
static void settle(struct inspection *in, const struct packet *p)
{
	struct held *h = &in->held;
	const struct packet *q = &h->packet;

	if (!h->used)
		return;
	if (is_of(p, &q->src, q->sport, &q->dst, q->dport)) {
		int32_t ahead = (int32_t)(p->seq - q->seq);

		if (p->payload.len > 0 && packet_checksum_holds(p) &&
		    ahead < (int32_t)q->payload.len &&
		    -ahead < (int32_t)p->payload.len)
			h->used = false;
		else
			release(in);
	} else if (is_of(p, &q->dst, q->dport, &q->src, q->sport)) {
		release(in);
	}
}

static void take_packet(struct inspection *in, struct span ip, size_t whole)
{
	struct packet p;

	if (packet_decode(&p, ip.p, ip.len, whole) != PACKET_OK)
		return;
	settle(in, &p);
	if (!tracker_selects(in->tracker, &p))
		return;
	if (tracker_doubts(in->tracker, &p))
		hold(in, &p, ip, whole);
	else
		judge(in, ip, whole);
}

static void take_frame(struct inspection *in, const struct capture_frame *f)
{
	struct cursor c = link_payload(f->link, cursor_over(f->data.p,
							    f->data.len),
				       &in->from);
	struct span ip = { c.p, c.left };
	size_t whole = c.left + (f->whole > f->data.len ?
				 f->whole - f->data.len : 0);

	in->packets++;
	in->frame = f;
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

	in->file = basename(copy);
	in->tracker = tracker_new();
	in->pipeline = pipeline_new(PIPELINE_FLOWS, PIPELINE_CHUNKS,
				    take_report, in);
	in->pipeline->rules = in->rules;
	in->pipeline->keep_quic = true;
	in->datagrams = datagrams_new();
	while (ok && capture_next(&c, &f)) {
		in->number = c.number;
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
	eve_init(&in.eve);
	if (!a->names && !a->json)
		in.table = output_begin(a, OUTPUT_TABLE, columns, 8);
	for (int i = 0; i < a->nwords; i++)
		if (!inspect_file(&in, a->words[i]))
			status = EX_DATAERR;
	if (in.table) {
		output_end(in.table);
		printf("%llu packets, %llu names on flows: %llu would be "
		       "blocked, %llu logged\n",
		       (unsigned long long)in.packets,
		       (unsigned long long)in.names,
		       (unsigned long long)in.blocked,
		       (unsigned long long)in.logged);
	}
	buffer_done(&in.lines);
	rules_free((struct rules *)(uintptr_t)in.rules);
	conf_report_done(&report);
	return status;
}
