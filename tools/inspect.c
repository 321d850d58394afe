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
#include "tools/output.h"
#include "tools/tracker.h"

struct inspection {
	const struct args *a;
	const struct rules *rules;
	struct pipeline *pipeline;
	struct tracker *tracker;
	struct eve eve;
	const char *file;		/* its last part */
	const struct capture_packet *packet;
	struct output *table;
	struct buffer lines;
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

	printf("%s\t%s\t%s\t%u\t%s\t%u\t%s\n", in->file,
	       protocol_words[r->finding->protocol],
	       address_format(&r->packet->src, src), r->packet->sport,
	       address_format(&r->packet->dst, dst), r->packet->dport,
	       r->name ? r->name->text :
	       r->finding->protocol == PROTO_DNS ? "." : "-");
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
	e.time = in->packet->time;
	e.has_mac = in->packet->has_mac;
	memcpy(e.mac, in->packet->src_mac, sizeof(e.mac));
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
static void take_packet(struct inspection *in, const struct capture_packet *p)
{
	struct packet *decoded = &in->pipeline->packet;
	enum verdict v;

	in->packets++;
	in->packet = p;
	if (p->ip.len == 0 ||
	    packet_decode(decoded, p->ip.p, p->ip.len, p->whole) !=
	    PACKET_OK || !tracker_selects(in->tracker, decoded))
		return;
	v = pipeline_judge(in->pipeline, p->ip.p, p->ip.len, p->whole);
	tracker_judged(in->tracker, decoded, v);
}

/* --- files ----------------------------------------------------------- */

static bool inspect_file(struct inspection *in, const char *path)
{
	struct capture_packet p;
	struct capture c;
	char *copy = xstrdup(path);
	bool ok = capture_open(&c, path);

	in->file = basename(copy);
	in->tracker = tracker_new();
	in->pipeline = pipeline_new(PIPELINE_FLOWS, PIPELINE_CHUNKS,
				    take_report, in);
	in->pipeline->rules = in->rules;
	while (ok && capture_next(&c, &p))
		take_packet(in, &p);
	if (c.error[0])
		warnx("%s: %s", path, c.error);
	ok = c.error[0] == '\0';
	capture_close(&c);
	pipeline_free(in->pipeline);
	tracker_free(in->tracker);
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
