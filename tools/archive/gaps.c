/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what is missing in a sequence. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/archive/gaps.h"

static void add(struct gaps *g, size_t at, struct gap gap)
{
	g->gap = xgrow(g->gap, g->n, sizeof(*g->gap));
	memmove(g->gap + at + 1, g->gap + at, (g->n - at) * sizeof(*g->gap));
	g->gap[at] = gap;
	g->n++;
}

static void take_out(struct gaps *g, size_t at)
{
	g->n--;
	memmove(g->gap + at, g->gap + at + 1, (g->n - at) * sizeof(*g->gap));
}

/* A number behind which others have come. */
static enum gaps_result fill(struct gaps *g, uint64_t seq)
{
	size_t i = 0;
	struct gap was;

	while (i < g->n && g->gap[i].last < seq)
		i++;
	if (i == g->n || g->gap[i].first > seq)
		return GAPS_TWICE;
	was = g->gap[i];
	if (was.first == seq && was.last == seq) {
		take_out(g, i);
	} else if (was.first == seq) {
		g->gap[i].first++;
	} else {
		g->gap[i].last = seq - 1;
		if (was.last > seq)
			add(g, i + 1, (struct gap) { seq + 1, was.last });
	}
	return GAPS_LATE;
}

enum gaps_result gaps_note(struct gaps *g, uint64_t seq)
{
	if (g->next == 0)
		g->first = g->next = seq;
	if (seq < g->next)
		return seq < g->first ? GAPS_TWICE : fill(g, seq);
	if (seq > g->next)
		add(g, g->n, (struct gap) { g->next, seq - 1 });
	g->next = seq + 1;
	return GAPS_NEXT;
}

void gaps_pass(struct gaps *g, uint64_t last)
{
	if (last >= g->next)
		g->next = last + 1;
}

void gaps_done(struct gaps *g)
{
	free(g->gap);
	*g = (struct gaps) { .n = 0 };
}

uint64_t gaps_missing(const struct gaps *g)
{
	uint64_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		n += g->gap[i].last - g->gap[i].first + 1;
	return n;
}
