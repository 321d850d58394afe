/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says what was covered. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/coverage.h"

const char *const coverage_words[COVERAGE_STATES] = {
	[COVERAGE_NONE] = "not measured", [COVERAGE_UNKNOWN] = "unknown",
	[COVERAGE_OFF] = "off", [COVERAGE_OBSERVE] = "observe",
	[COVERAGE_ENFORCE] = "enforce",
};

/* --- stretches --------------------------------------------------------- */

void coverage_add(struct coverage *c, const struct coverage_stretch *s)
{
	struct coverage_stretch *to;

	c->items = xgrow(c->items, c->n, sizeof(*c->items));
	to = &c->items[c->n++];
	*to = *s;
	to->mode = xstrdup(s->mode);
	to->digest = xstrdup(s->digest);
	to->vendors = s->vendors ? xstrdup(s->vendors) : NULL;
}

void coverage_done(struct coverage *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->items[i].mode);
		free(c->items[i].digest);
		free(c->items[i].vendors);
	}
	free(c->items);
	*c = (struct coverage) { .n = 0 };
}

/* --- modes ------------------------------------------------------------- */

static enum coverage_state state_of(const char *mode, size_t len)
{
	for (enum coverage_state s = COVERAGE_OFF; s < COVERAGE_STATES; s++)
		if (strlen(coverage_words[s]) == len &&
		    memcmp(coverage_words[s], mode, len) == 0)
			return s;
	return COVERAGE_UNKNOWN;
}

/* Of "huawei=enforce zte=observe"; who is not named is off. */
static enum coverage_state mode_of(const struct coverage_stretch *s,
				   const char *vendor)
{
	size_t len = vendor ? strlen(vendor) : 0, value;
	const char *p = s->vendors;

	if (!vendor || !*s->mode)
		return state_of(s->mode, strlen(s->mode));
	if (!p)
		return COVERAGE_UNKNOWN;
	for (; *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		value = word - (len < word ? len + 1 : word);
		if (len < word && p[len] == '=' &&
		    memcmp(p, vendor, len) == 0)
			return value == strlen("inherit") &&
			       memcmp(p + len + 1, "inherit", value) == 0 ?
			       state_of(s->mode, strlen(s->mode)) :
			       state_of(p + len + 1, value);
		p += word;
	}
	return COVERAGE_OFF;
}

/* --- pieces ------------------------------------------------------------ */

static int compare_times(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

static int64_t within(const struct coverage *c, int64_t t)
{
	return t < c->since ? c->since : t > c->until ? c->until : t;
}

/* Where anything begins or ends, in order; how many. */
static size_t find_borders(const struct coverage *c, int64_t **out)
{
	int64_t *t = xcalloc(2 * c->n + 2, sizeof(*t));
	size_t n = 0;

	t[n++] = c->since;
	t[n++] = c->until;
	for (size_t i = 0; i < c->n; i++) {
		t[n++] = within(c, c->items[i].since);
		t[n++] = within(c, c->items[i].until);
	}
	qsort(t, n, sizeof(*t), compare_times);
	*out = t;
	return n;
}

static void add_piece(struct coverage_pieces *p, int64_t since, int64_t until,
		      enum coverage_state state)
{
	struct coverage_piece *last = p->n ? &p->items[p->n - 1] : NULL;

	if (last && last->state == state) {
		last->until = until;
		return;
	}
	p->items = xgrow(p->items, p->n, sizeof(*p->items));
	p->items[p->n++] = (struct coverage_piece) {
		.since = since, .until = until, .state = state,
	};
}

/* The weakest of all that cover it; *at is the first that may. */
static enum coverage_state weakest(const struct coverage *c, size_t *at,
				   int64_t since, int64_t until,
				   const char *vendor)
{
	enum coverage_state found = COVERAGE_NONE, one;

	while (*at < c->n && c->items[*at].until <= since)
		(*at)++;
	for (size_t i = *at; i < c->n && c->items[i].since <= since; i++) {
		if (c->items[i].until < until)
			continue;
		one = mode_of(&c->items[i], vendor);
		if (!found || one < found)
			found = one;
	}
	return found;
}

/* How what was before a gap ended: the stretch that ended last. */
static void explain(struct coverage_piece *gap, const struct coverage *c)
{
	const struct coverage_stretch *before = NULL;

	gap->first = gap->last = true;
	for (size_t i = 0; i < c->n; i++) {
		const struct coverage_stretch *s = &c->items[i];

		if (s->until <= gap->since &&
		    (!before || s->until >= before->until))
			before = s;
		if (s->since >= gap->until)
			gap->last = false;
	}
	gap->first = !before;
	gap->end = before ? before->end : COVER_OPEN;
}

void coverage_pieces(struct coverage_pieces *p, const struct coverage *c,
		     const char *vendor)
{
	int64_t *t;
	size_t n = find_borders(c, &t), at = 0;

	*p = (struct coverage_pieces) { .n = 0 };
	for (size_t i = 0; i + 1 < n; i++)
		if (t[i] < t[i + 1])
			add_piece(p, t[i], t[i + 1],
				  weakest(c, &at, t[i], t[i + 1], vendor));
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].state == COVERAGE_NONE)
			explain(&p->items[i], c);
	free(t);
}

void coverage_pieces_done(struct coverage_pieces *p)
{
	free(p->items);
	*p = (struct coverage_pieces) { .n = 0 };
}

void coverage_sum(const struct coverage_pieces *p,
		  int64_t sums[COVERAGE_STATES])
{
	memset(sums, 0, COVERAGE_STATES * sizeof(*sums));
	for (size_t i = 0; i < p->n; i++)
		sums[p->items[i].state] += p->items[i].until -
					   p->items[i].since;
}

size_t coverage_ended(const struct coverage *c, enum cover_end end)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->items[i].end == end;
	return n;
}

int64_t coverage_add_up(const struct coverage *c, size_t member)
{
	int64_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += *(const int64_t *)((const char *)&c->items[i] + member);
	return n;
}
