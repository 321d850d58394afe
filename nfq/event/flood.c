/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what a client has too many of. */

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "lib/prefix.h"
#include "nfq/event/flood.h"

enum { MINUTE = 60, DAY = 86400, WAYS = 4, SETS = FLOOD_CLIENTS / WAYS };

struct client {
	struct address address;
	time_t minute, day;	/* when they began; minute 0: free */
	uint64_t lines;
	uint64_t firsts[FLOOD_FIRSTS];
	unsigned nfirsts, nrows;
	struct flood_row rows[FLOOD_ROWS];
};

struct flood {
	struct hash_key hash;
	uint64_t limit;
	void (*tell)(void *arg, const struct address *client,
		     const struct flood_row *row);
	void *arg;
	struct client *clients;		/* touched as they are used */
	unsigned counting;		/* clients that have rows */
};

struct flood *flood_new(uint64_t limit,
			void (*tell)(void *arg, const struct address *client,
				     const struct flood_row *row), void *arg)
{
	struct flood *f = xcalloc(1, sizeof(*f));

	f->hash = hash_key_random();
	f->limit = limit;
	f->tell = tell;
	f->arg = arg;
	f->clients = mmap(NULL, FLOOD_CLIENTS * sizeof(*f->clients),
			  PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	if (f->clients == MAP_FAILED)
		fatal("mmap");
	return f;
}

void flood_free(struct flood *f)
{
	if (!f)
		return;
	munmap(f->clients, FLOOD_CLIENTS * sizeof(*f->clients));
	free(f);
}

void flood_set_limit(struct flood *f, uint64_t limit)
{
	f->limit = limit;
}

/* --- clients --------------------------------------------------------- */

static void tell_rows(struct flood *f, struct client *c)
{
	for (unsigned i = 0; i < c->nrows; i++)
		f->tell(f->arg, &c->address, &c->rows[i]);
	f->counting -= c->nrows > 0;
	c->nrows = 0;
}

static void end_minute(struct flood *f, struct client *c)
{
	tell_rows(f, c);
	c->lines = 0;
}

/* The client's place, or that of who was silent longest where it may stand. */
static struct client *place_of(struct flood *f, const struct address *a)
{
	size_t set = (size_t)(hash_bytes(&f->hash, a, sizeof(*a)) % SETS);
	struct client *ways = f->clients + set * WAYS, *oldest = ways;

	for (int i = 0; i < WAYS; i++) {
		if (ways[i].minute != 0 &&
		    address_compare(&ways[i].address, a) == 0)
			return &ways[i];
		if (ways[i].minute < oldest->minute)
			oldest = &ways[i];
	}
	end_minute(f, oldest);
	*oldest = (struct client) { .address = *a };
	return oldest;
}

/* A clock that was set back begins anew, too. */
static bool is_over(time_t began, time_t now, time_t length)
{
	return now < began || now >= began + length;
}

static struct client *client_of(struct flood *f, const struct event *e)
{
	uint8_t len = address_is_v4(&e->src) ? 128 : 64;
	const struct prefix p = prefix_around(&e->src, len);
	struct client *c = place_of(f, &p.addr);
	time_t now = e->time.tv_sec;

	if (c->minute == 0 || is_over(c->minute, now, MINUTE)) {
		end_minute(f, c);
		c->minute = now ? now : 1;
	}
	if (is_over(c->day, now, DAY)) {
		c->day = now;
		c->nfirsts = 0;
	}
	return c;
}

/* --- what is told apart ---------------------------------------------- */

/* Vendor, rule, target and outcome. */
static uint64_t kind_of(const struct flood *f, const struct event *e)
{
	struct {
		struct address dst;
		uint32_t line;
		uint16_t class;
		uint8_t source, effect, reason, name_len;
		char name[sizeof(e->name)];
	} kind;

	memset(&kind, 0, sizeof(kind));
	kind.line = e->rule.line;
	kind.class = e->rule.class;
	kind.source = e->source;
	kind.effect = e->effect;
	kind.reason = e->reason;
	if (e->source != SOURCE_NAME)
		kind.dst = e->dst;
	kind.name_len = e->name_len;
	memcpy(kind.name, e->name, e->name_len);
	return hash_bytes(&f->hash, &kind, sizeof(kind));
}

static bool is_first(struct client *c, uint64_t kind)
{
	for (unsigned i = 0; i < c->nfirsts; i++)
		if (c->firsts[i] == kind)
			return false;
	if (c->nfirsts == FLOOD_FIRSTS)
		return false;
	c->firsts[c->nfirsts++] = kind;
	return true;
}

/* The last row is that of all who find no room. */
static struct flood_row *row_of(struct client *c, const char *vendor,
				enum outcome outcome)
{
	struct flood_row *r;

	for (unsigned i = 0; i < c->nrows; i++)
		if (c->rows[i].outcome == outcome &&
		    strcmp(c->rows[i].vendor, vendor) == 0)
			return &c->rows[i];
	if (c->nrows == FLOOD_ROWS)
		return &c->rows[FLOOD_ROWS - 1];
	r = &c->rows[c->nrows++];
	*r = (struct flood_row) { .outcome = outcome };
	snprintf(r->vendor, sizeof(r->vendor), "%s",
		 c->nrows == FLOOD_ROWS ? "other" : vendor);
	return r;
}

static void count(struct flood *f, struct client *c, const struct event *e,
		  const struct eve_repeat *repeat)
{
	struct flood_row *r;

	f->counting += c->nrows == 0;
	r = row_of(c, event_vendor(e), event_outcome(e));
	if (r->count == 0)
		r->first = repeat->count ? repeat->first : e->time;
	r->last = repeat->count ? repeat->last : e->time;
	r->count += repeat->count ? repeat->count : 1;
}

/* --- together -------------------------------------------------------- */

bool flood_add(struct flood *f, const struct event *e,
	       const struct eve_repeat *repeat)
{
	struct client *c;
	bool first;

	if (f->limit == 0)
		return true;
	c = client_of(f, e);
	first = is_first(c, kind_of(f, e));
	if (c->lines < f->limit || first) {
		c->lines++;
		return true;
	}
	count(f, c, e, repeat);
	return false;
}

void flood_close(struct flood *f, time_t now, bool all)
{
	for (unsigned i = 0; i < FLOOD_CLIENTS && f->counting > 0; i++)
		if (f->clients[i].nrows > 0 &&
		    (all || is_over(f->clients[i].minute, now, MINUTE)))
			end_minute(f, &f->clients[i]);
}

void flood_tell(struct flood *f)
{
	for (unsigned i = 0; i < FLOOD_CLIENTS && f->counting > 0; i++)
		tell_rows(f, &f->clients[i]);
}
