/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at a list before it counts. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/guard.h"

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
	*n = sizeof(special) / sizeof(special[0]);
	return special;
}

/* Is `p` all within `around`? */
static bool is_within(const struct prefix *p, const struct prefix *around)
{
	return p->len >= around->len && prefix_contains(around, &p->addr);
}

bool guard_is_special(const struct prefix *p)
{
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
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

/* An entry covers a name if it is that name, or, as a suffix, one above. */
static bool covers(const struct list_entry *e, const char *name)
{
	size_t n = strlen(e->name), len = strlen(name);

	if (n > len || strcmp(name + len - n, e->name) != 0)
		return false;
	return n == len || (e->kind == LIST_SUFFIX &&
			    name[len - n - 1] == '.');
}

static const struct guard_danger *find_danger(const struct guard_check *c,
					      const struct list_entry *e)
{
	bool prefix = e->kind == LIST_PREFIX;

	for (size_t i = 0; i < c->guard->n; i++) {
		const struct guard_danger *d = &c->guard->dangers[i];

		if (prefix == (d->name != NULL))
			continue;
		if ((prefix ? overlaps(&e->prefix, &d->prefix) :
			      covers(e, d->name)) &&
		    !is_excluded(c->source, d))
			return d;
	}
	return NULL;
}

/* --- one list -------------------------------------------------------- */

void guard_begin(struct guard_check *c, const struct guards *g,
		 const struct config_source *s)
{
	*c = (struct guard_check) { .guard = g, .source = s };
}

#define REFUSE(c, v, at, ...)						\
	do {								\
		(c)->verdict = (v);					\
		(c)->line = (at);					\
		snprintf((c)->why, sizeof((c)->why), __VA_ARGS__);	\
	} while (0)

static void refuse_danger(struct guard_check *c, const struct list_entry *e,
			  const struct guard_danger *d)
{
	char listed[ADDRESS_TEXT], there[ADDRESS_TEXT];

	if (d->name)
		REFUSE(c, d->verdict, e->line, "\"%.80s\" covers %s, %.80s",
		       e->name, d->what, d->name);
	else
		REFUSE(c, d->verdict, e->line, "%s covers %s, %s",
		       prefix_format(&e->prefix, listed), d->what,
		       prefix_format(&d->prefix, there));
}

static void mark_covered(struct guard_check *c, const struct prefix *p)
{
	unsigned first = (unsigned)p->addr.b[12] << 8 | p->addr.b[13];
	unsigned n = 1u << (16 - (p->len - 96));

	for (unsigned i = first; i < first + n && i < 65536; i++)
		c->covered[i / 8] |= (uint8_t)(1 << i % 8);
}

/* Just one of the blocks that lists of bogons are made of. */
static bool is_bogon(const struct prefix *p)
{
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (p->len == special[i].len && is_within(p, &special[i]))
			return true;
	return false;
}

static void check_prefix(struct guard_check *c, const struct list_entry *e)
{
	const struct prefix *p = &e->prefix;
	bool v4 = address_is_v4(&p->addr);
	int64_t widest = v4 ? c->source->widest4 : c->source->widest6;
	char text[ADDRESS_TEXT];

	if (!c->source->allow_special && guard_is_special(p)) {
		c->special++;
		return;
	}
	c->prefixes++;
	if (v4 && p->len <= 96 + 16)
		mark_covered(c, p);
	if (c->verdict == GUARD_OK && p->len - (v4 ? 96 : 0) < widest)
		REFUSE(c, GUARD_WIDE, e->line, "%s is wider than /%d",
		       prefix_format(p, text), (int)widest);
}

static void check_name(struct guard_check *c, const struct list_entry *e)
{
	bool single = strchr(e->name, '.') == NULL;

	c->names++;
	if (c->verdict != GUARD_OK)
		return;
	if (single || (e->kind == LIST_SUFFIX && c->guard->is_public_suffix &&
		       c->guard->is_public_suffix(e->name)))
		REFUSE(c, GUARD_SUFFIX, e->line, "\"%.80s\" is %s: it would "
		       "cover what belongs to many", e->name,
		       single ? "a single label" : "a public suffix");
}

void guard_label(struct guard_check *c, const char *label, unsigned line)
{
	if (c->verdict == GUARD_OK && (!c->guard->is_public_suffix ||
				       c->guard->is_public_suffix(label)))
		REFUSE(c, GUARD_SUFFIX, line, "\"%.80s\" is a top-level "
		       "domain", label);
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
	if (c->verdict != GUARD_OK || c->source->action == SOURCE_ALLOW ||
	    c->source->action == SOURCE_PROTECT)
		return;
	if (e->kind == LIST_PREFIX && !c->source->allow_special &&
	    is_bogon(&e->prefix))
		return;		/* left out, as all lists of bogons have it */
	d = find_danger(c, e);
	if (d)
		refuse_danger(c, e, d);
}

static unsigned percent_covered(const struct guard_check *c)
{
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(c->covered); i++)
		n += (unsigned)__builtin_popcount(c->covered[i]);
	return n * 100 / 65536;
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
	else if (percent_covered(c) > 50)
		REFUSE(c, GUARD_WIDE, 0, "its prefixes together cover %u %% "
		       "of IPv4", percent_covered(c));
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
	if (c->verdict == GUARD_OK)
		check_counts(c, before, rejects);
	return c->verdict;
}
