/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a list before it counts. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/prefix.h"
#include "ruleset/config/guard.h"

/* Changes by less than so many entries are ordinary. */
enum { FEW_LOST = 5, FEW_NEW = 1000 };

const char *const guard_words[GUARD_VERDICTS] = {
	[GUARD_OK] = "ok", [GUARD_FEW] = "few", [GUARD_MANY] = "many",
	[GUARD_SHRUNK] = "shrunk", [GUARD_GROWN] = "grown",
	[GUARD_WIDE] = "wide", [GUARD_SUFFIX] = "suffix",
	[GUARD_OWN] = "own", [GUARD_FEED] = "feed",
	[GUARD_NO_LIST] = "no-list",
};

bool guard_can_accept(enum guard_verdict v)
{
	return v != GUARD_OK && v != GUARD_OWN && v != GUARD_NO_LIST;
}

/* --- special-use space (RFC 6890) ------------------------------------ */

#define V4(a, b, c, d, len) \
	{ { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d } }, \
	  96 + (len) }
#define V6(a, b, c, d, e, f, len) { { { a, b, c, d, e, f } }, len }

static const struct prefix special[] = {
	V4(0, 0, 0, 0, 8),		/* this network */
	V4(10, 0, 0, 0, 8),		/* private */
	V4(100, 64, 0, 0, 10),		/* shared, RFC 6598 */
	V4(127, 0, 0, 0, 8),		/* loopback */
	V4(169, 254, 0, 0, 16),		/* link-local */
	V4(172, 16, 0, 0, 12),		/* private */
	V4(192, 0, 0, 0, 24),		/* protocol assignments */
	V4(192, 168, 0, 0, 16),		/* private */
	V4(224, 0, 0, 0, 3),		/* multicast, reserved, broadcast */
	V6(0, 0, 0, 0, 0, 0, 8),	/* unspecified, loopback, mapped */
	V6(0, 0x64, 0xff, 0x9b, 0, 0, 32),	/* NAT64, RFC 6052, 8215 */
	V6(1, 0, 0, 0, 0, 0, 64),	/* discard */
	V6(0xfc, 0, 0, 0, 0, 0, 7),	/* unique local */
	V6(0xfe, 0x80, 0, 0, 0, 0, 10),	/* link-local */
	V6(0xff, 0, 0, 0, 0, 0, 8),	/* multicast */
};

const struct prefix *guard_special(size_t *n)
{
	*n = ARRAY_SIZE(special);
	return special;
}

/* Is `p` all within `around`? */
static bool is_within(const struct prefix *p, const struct prefix *around)
{
	return p->len >= around->len && prefix_contains(around, &p->addr);
}

bool guard_is_special(const struct prefix *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (is_within(p, &special[i]))
			return true;
	return false;
}

/* --- dangers --------------------------------------------------------- */

static void add_danger(struct guards *g, const struct guard_danger *d)
{
	g->dangers = xgrow(g->dangers, g->n, sizeof(*g->dangers));
	g->dangers[g->n++] = *d;
}

void guard_add_prefix(struct guards *g, enum guard_verdict v, const char *what,
		      const struct prefix *p)
{
	add_danger(g, &(struct guard_danger) {
		.verdict = v, .what = what, .prefix = *p });
}

void guard_add_name(struct guards *g, enum guard_verdict v, const char *what,
		    const char *name)
{
	add_danger(g, &(struct guard_danger) {
		.verdict = v, .what = what, .name = xstrdup(name) });
}

void guard_done(struct guards *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->dangers[i].name);
	free(g->dangers);
	*g = (struct guards) { 0 };
}

/* The source takes it out by itself. */
static bool is_excluded(const struct config_source *s,
			const struct guard_danger *d)
{
	char *const *exclude = s->exclude.items;
	struct prefix p;

	if (d->name)
		return source_excludes_name(s, d->name);
	for (size_t i = 0; i < s->exclude.n; i++)
		if (prefix_parse(exclude[i], &p) && is_within(&d->prefix, &p))
			return true;
	return false;
}

static bool overlaps(const struct prefix *a, const struct prefix *b)
{
	return is_within(a, b) || is_within(b, a);
}

bool guard_is_own(const struct guards *g, const struct prefix *p)
{
	for (size_t i = 0; i < g->n; i++)
		if (!g->dangers[i].name &&
		    g->dangers[i].verdict == GUARD_OWN &&
		    overlaps(p, &g->dangers[i].prefix))
			return true;
	return false;
}

/* An entry covers a name if it is that name, or, as a suffix, one above. */
static bool covers(const struct list_entry *e, const char *name)
{
	size_t n = strlen(e->name), len = strlen(name);

	if (n > len || strcmp(name + len - n, e->name) != 0)
		return false;
	return n == len ? e->kind != LIST_BELOW :
	       e->kind != LIST_EXACT && name[len - n - 1] == '.';
}

/* The first it covers; before it the first that nobody may accept. */
static const struct guard_danger *find_danger(const struct guard_check *c,
					      const struct list_entry *e)
{
	const struct guard_danger *found = NULL;
	bool prefix = e->kind == LIST_PREFIX;

	for (size_t i = 0; i < c->guard->n; i++) {
		const struct guard_danger *d = &c->guard->dangers[i];

		if (prefix == (d->name != NULL) ||
		    (found && guard_can_accept(d->verdict)))
			continue;
		if (!(prefix ? overlaps(&e->prefix, &d->prefix) :
			       covers(e, d->name)) ||
		    is_excluded(c->source, d))
			continue;
		found = d;
		if (!guard_can_accept(d->verdict))
			break;
	}
	return found;
}

/* --- one list -------------------------------------------------------- */

void guard_begin(struct guard_check *c, const struct guards *g,
		 const struct config_source *s)
{
	memset(c, 0, sizeof(*c));
	c->guard = g;
	c->source = s;
}

/* The first verdict counts, but for one that nobody may accept: that must not
 * come in behind another that somebody does. */
static bool is_worse(const struct guard_check *c, enum guard_verdict v)
{
	return c->verdict == GUARD_OK ||
	       (guard_can_accept(c->verdict) && !guard_can_accept(v));
}

#define REFUSE(c, v, at, ...)						\
	do {								\
		if (!is_worse(c, v))					\
			break;						\
		(c)->verdict = (v);					\
		fault_set(&(c)->fault, 0, __VA_ARGS__);			\
		(c)->fault.line = (at);					\
	} while (0)

static int widest(const struct config_source *s, const struct prefix *p)
{
	return (int)(address_is_v4(&p->addr) ? s->widest4 : s->widest6);
}

static bool is_too_wide(const struct config_source *s, const struct prefix *p)
{
	return p->len - (address_is_v4(&p->addr) ? 96 : 0) < widest(s, p);
}

static void refuse_danger(struct guard_check *c, const struct list_entry *e,
			  const struct guard_danger *d)
{
	char listed[ADDRESS_TEXT], there[ADDRESS_TEXT], wider[32] = "";

	if (d->name) {
		REFUSE(c, d->verdict, e->line, "\"%.80s\" covers %s, %.80s",
		       e->name, d->what, d->name);
		return;
	}
	if (is_too_wide(c->source, &e->prefix))
		snprintf(wider, sizeof(wider), "is wider than /%d, and ",
			 widest(c->source, &e->prefix));
	REFUSE(c, d->verdict, e->line, "%s %scovers %s, %s",
	       prefix_format(&e->prefix, listed), wider, d->what,
	       prefix_format(&d->prefix, there));
}

/* Adds what `p` covers of its /16 (IPv4), its /19 (IPv6) or those within it.
 * What lies twice in one of these counts twice, up to all of it. */
static void add_covered(uint32_t *covered, unsigned len, unsigned first,
			unsigned piece, unsigned unit)
{
	uint32_t all = 1u << (unit - piece);
	unsigned n = len < piece ? 1u << (piece - len) : 1;
	uint32_t more = len <= piece ? all : len <= unit ?
			1u << (unit - len) : 0;

	for (unsigned i = first; i < first + n && i < GUARD_PIECES; i++)
		covered[i] = more < all - covered[i] ? covered[i] + more : all;
}

/* In 2000::/3, where all servers are, a /19 has the bits 3 to 18 as its
 * number; what is narrower than a /48 does not add up to anything. */
static void cover(struct guard_check *c, const struct prefix *p)
{
	const uint8_t *b = p->addr.b;

	if (address_is_v4(&p->addr))
		add_covered(c->covered4, p->len - 96u,
			    (unsigned)b[12] << 8 | b[13], 16, 32);
	else if (p->len >= 3 && b[0] >> 5 == 1)
		add_covered(c->covered6, p->len,
			    ((unsigned)b[0] << 16 | (unsigned)b[1] << 8 |
			     b[2]) >> 5 & 0xffff, 19, 48);
}

/* Just one of the blocks that lists of bogons are made of. */
static bool is_bogon(const struct prefix *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (p->len == special[i].len && is_within(p, &special[i]))
			return true;
	return false;
}

static void check_prefix(struct guard_check *c, const struct list_entry *e)
{
	const struct prefix *p = &e->prefix;
	char text[ADDRESS_TEXT];

	if (!c->source->allow_special && guard_is_special(p)) {
		c->special++;
		return;
	}
	c->prefixes++;
	cover(c, p);
	if (is_too_wide(c->source, p))
		REFUSE(c, GUARD_WIDE, e->line, "%s is wider than /%d",
		       prefix_format(p, text), widest(c->source, p));
}

static bool is_public_suffix(const struct guards *g, const char *name)
{
	return g->is_public_suffix && g->is_public_suffix(g->suffixes, name);
}

static void check_name(struct guard_check *c, const struct list_entry *e)
{
	bool single = strchr(e->name, '.') == NULL;

	c->names++;
	if (e->kind != LIST_EXACT && c->guard->is_private_suffix &&
	    c->guard->is_private_suffix(c->guard->suffixes, e->name))
		c->shared++;
	if (c->verdict != GUARD_OK)
		return;		/* nothing worse can come of it */
	if (source_excludes_name(c->source, e->name))
		return;
	if (single || (e->kind != LIST_EXACT &&
		       is_public_suffix(c->guard, e->name)))
		REFUSE(c, GUARD_SUFFIX, e->line, "\"%.80s\" is %s: it would "
		       "cover what belongs to many", e->name,
		       single ? "a single label" : "a public suffix");
}

void guard_label(struct guard_check *c, const char *label, unsigned line)
{
	if (c->verdict != GUARD_OK || source_excludes_name(c->source, label))
		return;
	if (!c->guard->is_public_suffix || is_public_suffix(c->guard, label))
		REFUSE(c, GUARD_SUFFIX, line, "\"%.80s\" is a top-level "
		       "domain, which no list can have; \"exclude\" leaves it "
		       "out", label);
	c->never = c->verdict == GUARD_SUFFIX;
}

bool guard_check_can_accept(const struct guard_check *c)
{
	return !c->never && guard_can_accept(c->verdict);
}

void guard_entry(struct guard_check *c, const struct list_entry *e)
{
	const struct guard_danger *d;

	/* The list's own exceptions only take something out of it. */
	if (e->allow)
		return;
	if (e->kind == LIST_PREFIX)
		check_prefix(c, e);
	else
		check_name(c, e);
	if (!is_worse(c, GUARD_OWN) || c->source->action == SOURCE_ALLOW ||
	    c->source->action == SOURCE_PROTECT)
		return;
	if (e->kind == LIST_PREFIX && !c->source->allow_special &&
	    is_bogon(&e->prefix))
		return;		/* left out, as all lists of bogons have it */
	d = find_danger(c, e);
	if (d)
		refuse_danger(c, e, d);
}

static unsigned percent(const uint32_t *covered, size_t n, uint32_t all)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += covered[i];
	return (unsigned)(sum * 100 / ((uint64_t)all * n));
}

/* Half of IPv4, or of a /12 of IPv6, of which each registry has one or two:
 * many small prefixes are as bad as one that is too wide. */
static void check_covered(struct guard_check *c)
{
	enum { OF12 = 1 << (19 - 12) };
	unsigned n = percent(c->covered4, GUARD_PIECES, 1u << 16);

	if (n > 50)
		REFUSE(c, GUARD_WIDE, 0, "its prefixes together cover %u %% "
		       "of IPv4", n);
	for (unsigned i = 0; c->source->widest6 > 12 && i < GUARD_PIECES;
	     i += OF12) {
		n = percent(c->covered6 + i, OF12, 1u << (48 - 19));
		if (n > 50)
			REFUSE(c, GUARD_WIDE, 0, "its prefixes together cover "
			       "%u %% of %x::/12", n,
			       (0x10000 + i) >> 3 & 0xfff0);
	}
}

enum guard_verdict guard_change(size_t before, size_t now, int64_t max_shrink,
				int64_t max_growth)
{
	double was = (double)before, is = (double)now;

	if (before >= now + FEW_LOST &&
	    is < was * (1 - (double)max_shrink / 100))
		return GUARD_SHRUNK;
	if (before > 0 && now >= before + FEW_NEW &&
	    is > was * (1 + (double)max_growth / 100))
		return GUARD_GROWN;
	return GUARD_OK;
}

static void check_counts(struct guard_check *c, size_t before, size_t rejects)
{
	const struct config_source *s = c->source;
	size_t n = c->names + c->prefixes;
	enum guard_verdict v = guard_change(before, n, s->max_shrink,
					    s->max_growth);

	if (rejects > n + c->special)
		REFUSE(c, GUARD_NO_LIST, 0, "%zu lines are no entries, only "
		       "%zu are", rejects, n);
	else if (n < (size_t)s->min_entries)
		REFUSE(c, GUARD_FEW, 0, "%zu entries, at least %lld are "
		       "expected (min_entries)", n,
		       (long long)s->min_entries);
	else if (n > (size_t)s->max_entries)
		REFUSE(c, GUARD_MANY, 0, "%zu entries, at most %lld are "
		       "expected (max_entries)", n,
		       (long long)s->max_entries);
	else if (v != GUARD_OK)
		REFUSE(c, v, 0, "%zu entries, %s %zu before by more than "
		       "%lld %% (%s)", n, v == GUARD_SHRUNK ? "fewer than" :
		       "more than", before, (long long)(v == GUARD_SHRUNK ?
		       s->max_shrink : s->max_growth), v == GUARD_SHRUNK ?
		       "max_shrink" : "max_growth");
}

enum guard_verdict guard_end(struct guard_check *c, size_t before,
			     size_t rejects)
{
	check_covered(c);
	check_counts(c, before, rejects);
	return c->verdict;
}
