/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells what "cordon inspect" finds. Nothing is kept but numbers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "nfq/event/eve.h"
#include "nfq/inspect/protocol.h"
#include "tools/capture/findings.h"

/* What was found of a vendor. */
struct count {
	uint64_t n[OUTCOMES];
	uint16_t class;		/* of one of its rules */
};

struct findings {
	struct answer *an;
	const struct args *a;
	const struct rules *rules;
	struct eve eve;
	struct buffer line;
	struct count *counts;	/* by vendor of the legend, then reactions */
	uint64_t names, n[OUTCOMES];
	enum outcome outcome;	/* of the event in hand */
};

/* --- names ------------------------------------------------------------ */

static const struct column name_columns[] = {
	{ .key = "file", .head = "FILE" },
	{ .key = "packet", .head = "PACKET" },
	{ .key = "proto", .head = "PROTO" },
	{ .key = "src", .head = "SRC" },
	{ .key = "sport", .head = "SPORT" },
	{ .key = "dst", .head = "DST" },
	{ .key = "dport", .head = "DPORT" },
	{ .key = "name", .head = "NAME" },
};

#define NAME_VIEW "file proto src sport dst dport name"

static const struct grid name_grid = {
	GRID_COLUMNS(name_columns), .style = STYLE_TABBED, .view = NAME_VIEW,
}, packet_grid = {
	GRID_COLUMNS(name_columns), .style = STYLE_TABBED,
	.view = NAME_VIEW " packet",
};

/* What stands for a name: the root of DNS, or none. */
static const char *name_of(const struct report *r)
{
	return r->name && r->name->len > 0 ? r->name->text :
	       r->finding->protocol == PROTO_DNS ? "." : "-";
}

static void put_name(struct answer *an, const struct report *r,
		     const struct findings_place *at)
{
	const struct protocol_row *row = &protocols[r->finding->protocol];
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];

	answer_row(an, cell_text(at->file), cell_number(at->number),
		   cell_text(row->listed_as ? row->listed_as : row->word),
		   cell_text(address_format(&r->packet->src, src)),
		   cell_number(r->packet->sport),
		   cell_text(address_format(&r->packet->dst, dst)),
		   cell_number(r->packet->dport), cell_text(name_of(r)));
}

/* --- events ----------------------------------------------------------- */

static const struct column event_columns[] = {
	{ .key = "client", .head = "CLIENT", .width = 21, .fold = 21 },
	{ .key = "destination", .head = "DESTINATION", .width = 21,
	  .fold = 21 },
	{ .key = "via", .head = "VIA", .width = 7, .give = 2 },
	{ .key = "action", .head = "ACTION", .width = 11 },
	{ .key = "vendor", .head = "VENDOR", .width = 13 },
	{ .key = "role", .head = "ROLE", .width = 16, .give = 3 },
	{ .key = "name", .head = "NAME", .width = 31, .fold = 16 },
	{ .key = "why", .head = "WHY", .width = 12, .fold = 12, .give = 1 },
};

static const struct grid event_grid = {
	GRID_COLUMNS(event_columns), .style = STYLE_FIXED,
};

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

/* The line that the daemon would log; without its newline. */
static const char *event_line(struct findings *f, const struct report *r,
			      const struct findings_place *at)
{
	static const struct eve_repeat none;
	struct event e = { .iif = 0 };

	event_fill(&e, f->rules, r);
	f->outcome = event_outcome(&e);
	if (!r->finding && r->reason == REASON_RULE)
		e.source = (uint8_t)at->source;
	e.time = at->time;
	e.has_mac = at->from.has_mac;
	memcpy(e.mac, at->from.mac, sizeof(e.mac));
	buffer_reset(&f->line);
	eve_write(&f->eve, &e, &none, &f->line);
	f->line.p[--f->line.len] = '\0';
	return f->line.p;
}

static void put_event(struct findings *f, const struct report *r,
		      const struct findings_place *at)
{
	const struct legend *l = &f->rules->generation.legend;
	const struct legend_class *class = r->reason == REASON_RULE ?
		&l->classes[r->decision.rule.class] : NULL;
	char src[64], dst[64], why[512];
	const char *line;

	endpoint(&r->packet->src, r->packet->sport, src, sizeof(src));
	endpoint(&r->packet->dst, r->packet->dport, dst, sizeof(dst));
	if (class)
		snprintf(why, sizeof(why), "%s:%u", l->lists[class->list],
			 r->decision.rule.line);
	else
		snprintf(why, sizeof(why), "policy %s%s%s",
			 reasons[r->reason].word, r->wrong ? ": " : "",
			 field_words[r->wrong]);
	line = event_line(f, r, at);
	answer_event(f->an, line, (const struct cell[]) {
		cell_text(src), cell_text(dst), cell_text(via(r, at)),
		cell_text(outcome_words[f->outcome]),
		cell_text(class ? l->vendors[class->vendor].id : "-"),
		cell_text(class ? class->role : "-"),
		cell_text(r->name ? r->name->text : "-"), cell_text(why),
	});
}

static void count(struct findings *f, const struct report *r)
{
	const struct legend *l = &f->rules->generation.legend;
	uint16_t class = r->decision.rule.class;
	struct count *c = &f->counts[r->reason == REASON_RULE ?
				     l->classes[class].vendor : l->nvendors];

	c->class = class;
	c->n[f->outcome]++;
	f->n[f->outcome]++;
}

/* --- as they come ----------------------------------------------------- */

struct findings *findings_begin(struct answer *an, const struct args *a,
				const struct rules *rules)
{
	struct findings *f = xcalloc(1, sizeof(*f));

	f->an = an;
	f->a = a;
	f->rules = rules;
	f->counts = xcalloc(rules->generation.legend.nvendors + 1,
			    sizeof(*f->counts));
	eve_init(&f->eve);
	/* Flow ids need no secret here, and every run prints the same. */
	memset(&f->eve.key, 0, sizeof(f->eve.key));
	answer_table(an, !a->names ? &event_grid :
		     a->packets ? &packet_grid : &name_grid);
	return f;
}

void findings_take(struct findings *f, const struct report *r,
		   const struct findings_place *at)
{
	bool read = r->finding && r->reason != REASON_UNREADABLE;

	f->names += read && at->first;
	if (f->a->names) {
		if (read && at->first)
			put_name(f->an, r, at);
		return;
	}
	if (!event_wanted(r))
		return;
	put_event(f, r, at);
	count(f, r);
}

/* --- at the end ------------------------------------------------------- */

static uint64_t sum(const uint64_t n[OUTCOMES])
{
	uint64_t all = 0;

	for (int i = 0; i < OUTCOMES; i++)
		all += n[i];
	return all;
}

/* A row a vendor that was found: how often, and on whose authority it is
 * restricted. */
static void put_vendors(const struct findings *f)
{
	static const struct column columns[] = {
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "blocked", .head = "BLOCKED", .right = true },
		{ .key = "would_block", .head = "WOULD BLOCK",
		  .right = true },
		{ .key = "logged", .head = "LOGGED", .right = true },
		{ .key = "authority", .head = "AUTHORITY", .fold = 20 },
		{ .key = "citation", .head = "CITE", .fold = 12 },
	};
	static const struct grid grid = {
		GRID_COLUMNS(columns), .in = IN_TABLE,
	};
	const struct legend *l = &f->rules->generation.legend;

	answer_table(f->an, &grid);
	for (size_t i = 0; i <= l->nvendors; i++) {
		const struct count *c = &f->counts[i];
		const struct legend_basis *b = i == l->nvendors ? NULL :
			policy_basis(f->rules->policy, c->class);

		if (sum(c->n) == 0)
			continue;
		answer_row(f->an, cell_text(i < l->nvendors ?
					    l->vendors[i].id : "-"),
			   cell_number(c->n[OUTCOME_BLOCKED]),
			   cell_number(c->n[OUTCOME_WOULD_BLOCK]),
			   cell_number(c->n[OUTCOME_LOGGED]),
			   cell_text(b ? b->authority : "-"),
			   cell_text(b ? b->cite : "-"));
	}
	answer_table_end(f->an);
}

void findings_end(struct findings *f, uint64_t packets)
{
	answer_table_end(f->an);
	if (!f->a->names) {
		answer_say(f->an, sum(f->n) > 0 ? "\n" : "");
		put_vendors(f);
		answer_say(f->an, "\n%llu packet%s, %llu name%s on flows: "
			   "%llu would be blocked, %llu more if enforced, "
			   "%llu only logged\n",
			   (unsigned long long)packets, packets == 1 ? "" : "s",
			   (unsigned long long)f->names,
			   f->names == 1 ? "" : "s",
			   (unsigned long long)f->n[OUTCOME_BLOCKED],
			   (unsigned long long)f->n[OUTCOME_WOULD_BLOCK],
			   (unsigned long long)f->n[OUTCOME_LOGGED]);
	}
	buffer_done(&f->line);
	eve_done(&f->eve);
	free(f->counts);
	free(f);
}
