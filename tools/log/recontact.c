/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges contacts of the past. */

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/mac.h"
#include "lib/prefix.h"
#include "nfq/event/contacts.h"
#include "ruleset/policy/ports.h"
#include "tools/check/dest.h"
#include "tools/log/recontact.h"

enum {
	ROOM = 4096,		/* hits, before those of the same are added */
	RECONTACT_MATCH = 300,
};

/* --- the rules of now -------------------------------------------------- */

/* "-" for a word that we do not have. */
static const char *via_word(const char *said)
{
	for (unsigned i = 0; i < CONTACT_VIAS; i++)
		if (strcmp(contact_via(i), said) == 0)
			return contact_via(i);
	return "-";
}

static bool is_hit(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_OBSERVE || e == EFFECT_LOG;
}

static struct decision of_address(const struct policy *p,
				  const struct recalled *r,
				  const char *address)
{
	struct ports_packet to = {
		.transport = strcmp(r->via, "quic") == 0 ||
			     strcmp(r->via, "dtls") == 0 ||
			     strcmp(r->via, "udp") == 0 ? IPPROTO_UDP :
							  IPPROTO_TCP,
		.port = (uint16_t)r->port,
	};
	bool by_port;

	if (!address_parse(address, &to.dst))
		return (struct decision) { .effect = EFFECT_IGNORE };
	return ports_explain(p, NULL, &to, &by_port);
}

/* By its name, which may be an address itself, else by where it went. */
static struct decision decide(const struct policy *p, const struct recalled *r,
			      bool *by_name)
{
	struct decision d = { .effect = EFFECT_IGNORE };
	struct address a;

	if (*r->name && address_parse(r->name, &a))
		d = of_address(p, r, r->name);
	else if (*r->name)
		d = policy_judge_name(p, r->name, strlen(r->name));
	*by_name = is_hit(d.effect);
	return *by_name || d.effect == EFFECT_ALLOW ||
	       d.effect == EFFECT_PROTECT ? d : of_address(p, r, r->dest);
}

/* What would become of it: the client may have an exception. */
static enum tally_outcome outcome_of(const struct rules *rules,
				     const struct recalled *r,
				     const struct decision *d, bool by_name)
{
	struct restricted what = rules_restricted(rules, d);
	struct address a = { { 0 } };
	uint8_t mac[6];
	const struct originator who = {
		&a, mac_parse(r->mac, mac) ? mac : NULL,
	};

	address_parse(r->client, &a);
	what.name = by_name ? r->name : NULL;
	what.len = by_name ? strlen(r->name) : 0;
	if (exceptions_find(&rules->exceptions, &who, &what))
		return TALLY_EXCEPTED;
	return d->effect == EFFECT_BLOCK ? TALLY_BLOCKED :
	       d->effect == EFFECT_OBSERVE ? TALLY_WOULD_BLOCK : TALLY_LOGGED;
}

/* The entry that covers it, as events have it. */
static void put_match(const struct recalled *r, const struct recontact *hit,
		      char out[RECONTACT_MATCH])
{
	char text[ADDRESS_TEXT] = "";
	struct address a;
	struct prefix p;

	if (!hit->by_name && address_parse(r->dest, &a)) {
		p = prefix_around(&a, hit->rule.len);
		prefix_format(&p, text);
	}
	snprintf(out, RECONTACT_MATCH, "%s", !hit->by_name ? text :
		 hit->rule.start < strlen(r->name) ?
		 r->name + hit->rule.start : r->name);
}

/* As an event of it would be asked for. */
static bool wants(const struct recontacts *all, const struct recalled *r,
		  const struct recontact *hit)
{
	const struct legend *l = &all->rules->generation.legend;
	const struct legend_class *class = &l->classes[hit->rule.class];
	char match[RECONTACT_MATCH], line[16];
	const struct logged e = {
		.time = r->last, .client = r->client, .mac = r->mac,
		.vendor = l->vendors[class->vendor].id, .role = class->role,
		.via = hit->via, .action = hit->now, .dest = r->dest,
		.counted = hit->by_name ? r->name : r->dest,
		.list = dest_file(l, hit->rule.class), .line = line,
		.match = match,
	};

	snprintf(line, sizeof(line), "%u", hit->rule.line);
	put_match(r, hit, match);
	return filter_wants(all->filter, &e);
}

/* --- added up ---------------------------------------------------------- */

static int by_what(const void *a, const void *b)
{
	const struct recontact *x = a, *y = b;
	int diff = strcmp(x->client, y->client);

	if (diff == 0)
		diff = strcmp(x->mac, y->mac);
	if (diff == 0)
		diff = strcmp(x->target, y->target);
	if (diff == 0)
		diff = strcmp(x->via, y->via);
	return diff ? diff : x->rule.line < y->rule.line ? -1 :
	       x->rule.line > y->rule.line;
}

static int by_time(const void *a, const void *b)
{
	const struct recontact *x = a, *y = b;

	return x->last < y->last ? -1 : x->last > y->last ? 1 : by_what(a, b);
}

static void free_one(struct recontact *c)
{
	free(c->client);
	free(c->mac);
	free(c->target);
	free(c->dest);
}

static void join(struct recontact *to, struct recontact *from)
{
	to->first = from->first < to->first ? from->first : to->first;
	to->count += from->count;
	if (from->last >= to->last) {
		char *dest = to->dest;

		to->last = from->last;
		to->dest = from->dest;
		from->dest = dest;
	}
	free_one(from);
}

static void add_up(struct recontacts *all)
{
	size_t n = 0;

	qsort(all->items, all->n, sizeof(*all->items), by_what);
	for (size_t i = 0; i < all->n; i++)
		if (n > 0 && by_what(&all->items[n - 1], &all->items[i]) == 0)
			join(&all->items[n - 1], &all->items[i]);
		else
			all->items[n++] = all->items[i];
	all->n = all->sorted = n;
}

static void make_room(struct recontacts *all)
{
	if (all->n < all->room)
		return;
	if (all->n > 0)
		add_up(all);
	if (all->n < all->room / 2)
		return;
	all->room = all->room ? 2 * all->room : ROOM;
	all->items = xreallocarray(all->items, all->room, sizeof(*all->items));
}

void recontacts_add(struct recontacts *all, const struct recalled *r)
{
	struct recontact hit = {
		.via = via_word(r->via), .first = r->first, .last = r->last,
		.count = r->count,
	};
	struct decision d = decide(all->rules->policy, r, &hit.by_name);

	if (!is_hit(d.effect))
		return;
	hit.rule = d.rule;
	hit.now = outcome_of(all->rules, r, &d, hit.by_name);
	if (!wants(all, r, &hit))
		return;
	hit.client = xstrdup(r->client);
	hit.mac = xstrdup(r->mac);
	hit.target = xstrdup(hit.by_name ? r->name : r->dest);
	hit.dest = xstrdup(r->dest);
	make_room(all);
	all->items[all->n++] = hit;
}

void recontacts_end(struct recontacts *all)
{
	if (all->n == 0)
		return;
	add_up(all);
	qsort(all->items, all->n, sizeof(*all->items), by_time);
}

void recontacts_done(struct recontacts *all)
{
	for (size_t i = 0; i < all->n; i++)
		free_one(&all->items[i]);
	free(all->items);
}
