/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what "cordon inspect" finds. Nothing is kept but numbers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/json.h"
#include "nfq/event/eve.h"
#include "nfq/inspect/protocol.h"
#include "tools/capture/findings.h"
#include "tools/cli/output.h"

/* What was found of a vendor. */
struct count {
	uint64_t blocked, logged;
	uint16_t class;		/* of one of its rules */
};

struct findings {
	const struct args *a;
	const struct rules *rules;
	struct eve eve;
	struct buffer line;
	struct count *counts;	/* by vendor of the legend, then reactions */
	uint64_t names, blocked, logged;
};

static const char *const columns[] = {
	"CLIENT", "DESTINATION", "VIA", "ACTION", "VENDOR", "ROLE", "NAME",
	"WHY",
};

static const int widths[] = { 21, 21, 7, 7, 13, 16, 31, 0 };

enum { COLUMNS = ARRAY_SIZE(columns) };

static const char *const name_columns[] = {
	"FILE", "PROTO", "SRC", "SPORT", "DST", "DPORT", "NAME", "PACKET",
};

/* With --packets also in which one. */
static size_t name_width(const struct args *a)
{
	return a->packets ? 8 : 7;
}

static bool prints_table(const struct args *a)
{
	return !a->names && !a->answers && !a->as_json;
}

struct findings *findings_begin(const struct args *a,
				const struct rules *rules)
{
	struct findings *f = xcalloc(1, sizeof(*f));

	f->a = a;
	f->rules = rules;
	f->counts = xcalloc(rules->generation.legend.nvendors + 1,
			    sizeof(*f->counts));
	eve_init(&f->eve);
	/* Flow ids need no secret here, and every run prints the same. */
	memset(&f->eve.key, 0, sizeof(f->eve.key));
	if (prints_table(a))
		output_stream_header(output_form_of(a), columns, widths,
				     COLUMNS);
	else if (a->names && a->as_csv && !a->as_json)
		output_stream_header(OUTPUT_CSV, name_columns, widths,
				     name_width(a));
	return f;
}

/* What stands for a name: the root of DNS, or none. */
static const char *name_of(const struct report *r)
{
	return r->name && r->name->len > 0 ? r->name->text :
	       r->finding->protocol == PROTO_DNS ? "." : "-";
}

static void name_json(const struct report *r, const struct findings_place *at)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.name/1");
	json_text(&j, "file", at->file);
	json_number(&j, "packet", at->number);
	json_text(&j, "proto", protocols[r->finding->protocol].word);
	json_text(&j, "src", address_format(&r->packet->src, src));
	json_number(&j, "sport", r->packet->sport);
	json_text(&j, "dst", address_format(&r->packet->dst, dst));
	json_number(&j, "dport", r->packet->dport);
	json_text(&j, "name", name_of(r));
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

static void print_name(const struct findings *f, const struct report *r,
		       const struct findings_place *at)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT], number[24];
	char sport[8], dport[8];
	const char *cells[] = {
		at->file, protocols[r->finding->protocol].word,
		address_format(&r->packet->src, src), sport,
		address_format(&r->packet->dst, dst), dport, name_of(r),
		number,
	};

	if (f->a->as_json) {
		name_json(r, at);
		return;
	}
	snprintf(sport, sizeof(sport), "%u", r->packet->sport);
	snprintf(dport, sizeof(dport), "%u", r->packet->dport);
	snprintf(number, sizeof(number), "%llu",
		 (unsigned long long)at->number);
	output_stream_row(f->a->as_csv ? OUTPUT_CSV : OUTPUT_PLAIN, cells,
			  widths, name_width(f->a));
}

static void endpoint(const struct address *a, uint16_t port, char *out,
		     size_t size)
{
	char text[ADDRESS_TEXT];

	address_format(a, text);
	snprintf(out, size, address_is_v4(a) ? "%s:%u" : "[%s]:%u", text,
		 port);
}

static const char *via(const struct report *r, const struct findings_place *at)
{
	if (r->finding)
		return protocols[r->finding->protocol].word;
	if (r->reason != REASON_RULE)
		return "-";
	return at->source == SOURCE_PORT ? "port" : "address";
}

static void print_row(const struct findings *f, const struct report *r,
		      const struct findings_place *at)
{
	const struct legend *l = &f->rules->generation.legend;
	const struct legend_class *class = r->reason == REASON_RULE ?
		&l->classes[r->decision.rule.class] : NULL;
	char src[64], dst[64], why[512];
	const char *cells[COLUMNS] = {
		src, dst, via(r, at),
		r->decision.effect == EFFECT_BLOCK ? "blocked" : "logged",
		class ? l->vendors[class->vendor].id : "-",
		class ? class->role : "-", r->name ? r->name->text : "-",
		why,
	};

	endpoint(&r->packet->src, r->packet->sport, src, sizeof(src));
	endpoint(&r->packet->dst, r->packet->dport, dst, sizeof(dst));
	if (class)
		snprintf(why, sizeof(why), "%s:%u", l->lists[class->list],
			 r->decision.rule.line);
	else
		snprintf(why, sizeof(why), "policy %s%s%s",
			 reasons[r->reason].word, r->wrong ? ": " : "",
			 field_words[r->wrong]);
	output_stream_row(output_form_of(f->a), cells, widths, COLUMNS);
}

static void print_event(struct findings *f, const struct report *r,
			const struct findings_place *at)
{
	static const struct eve_repeat none;
	struct event e = { .iif = 0 };

	event_fill(&e, f->rules, r);
	if (!r->finding && r->reason == REASON_RULE)
		e.source = (uint8_t)at->source;
	e.time = at->time;
	e.has_mac = at->from.has_mac;
	memcpy(e.mac, at->from.mac, sizeof(e.mac));
	eve_write(&f->eve, &e, &none, &f->line);
	fputs(f->line.p, stdout);
	buffer_reset(&f->line);
}

static void count(struct findings *f, const struct report *r)
{
	const struct legend *l = &f->rules->generation.legend;
	uint16_t class = r->decision.rule.class;
	struct count *c = &f->counts[r->reason == REASON_RULE ?
				     l->classes[class].vendor : l->nvendors];

	c->class = class;
	if (r->decision.effect == EFFECT_BLOCK)
		c->blocked++;
	else
		c->logged++;
}

void findings_take(struct findings *f, const struct report *r,
		   const struct findings_place *at)
{
	bool read = r->finding && r->reason != REASON_UNREADABLE;

	f->names += read && at->first;
	if (f->a->names) {
		if (read && at->first)
			print_name(f, r, at);
		return;
	}
	if (!event_wanted(r))
		return;
	if (r->decision.effect == EFFECT_BLOCK)
		f->blocked++;
	else
		f->logged++;
	count(f, r);
	if (f->a->as_json)
		print_event(f, r, at);
	else
		print_row(f, r, at);
}

/* A row a vendor that was found: how often, and on whose authority it is
 * restricted. */
static void print_vendors(const struct findings *f)
{
	static const char *const names[] = {
		"VENDOR", ">BLOCKED", ">LOGGED", "AUTHORITY", "CITATION",
	};
	const struct legend *l = &f->rules->generation.legend;
	struct output *o = output_begin(f->a, OUTPUT_TABLE, names, 5);

	for (size_t i = 0; i <= l->nvendors; i++) {
		const struct count *c = &f->counts[i];
		const struct legend_basis *b = i == l->nvendors ? NULL :
			policy_basis(f->rules->policy, c->class);
		char blocked[24], logged[24];

		if (c->blocked + c->logged == 0)
			continue;
		snprintf(blocked, sizeof(blocked), "%llu",
			 (unsigned long long)c->blocked);
		snprintf(logged, sizeof(logged), "%llu",
			 (unsigned long long)c->logged);
		output_row(o, (const char *const[]) {
			i < l->nvendors ? l->vendors[i].id : "-", blocked,
			logged, b ? b->authority : "-", b ? b->cite : "-",
		});
	}
	printf("\n");
	output_end(o);
}

void findings_end(struct findings *f, uint64_t packets)
{
	if (prints_table(f->a) &&
	    output_form_of(f->a) == OUTPUT_TABLE) {
		if (f->blocked + f->logged > 0)
			print_vendors(f);
		printf("\n%llu packets, %llu names on flows: %llu would be "
		       "blocked, %llu logged\n", (unsigned long long)packets,
		       (unsigned long long)f->names,
		       (unsigned long long)f->blocked,
		       (unsigned long long)f->logged);
	}
	buffer_done(&f->line);
	free(f->counts);
	free(f);
}
