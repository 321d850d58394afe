/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges gateways, each by what the others do. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/fleet/gateways.h"

enum { BEHIND_LINES = 1000000 };

const char *const gateway_fault_words[GATEWAY_FAULTS] = {
	[GATEWAY_IS_SILENT] = "silent", [GATEWAY_STOPPED] = "stopped",
	[GATEWAY_LESS] = "enforces-less", [GATEWAY_POLICY] = "other-policy",
	[GATEWAY_LISTS] = "other-lists", [GATEWAY_LOST] = "lost",
	[GATEWAY_UNJUDGED] = "unjudged", [GATEWAY_BEHIND] = "behind",
};

bool gateway_is_bad(unsigned faults)
{
	return faults & (1u << GATEWAY_IS_SILENT | 1u << GATEWAY_STOPPED |
			 1u << GATEWAY_LESS | 1u << GATEWAY_POLICY);
}

/* --- reading ------------------------------------------------------------ */

const char gateways_sql[] =
	"SELECT gateway, mode, vendors, lists, policy, version, "
	"toUInt32(heard) AS at, toInt64(now()) - toInt64(heard) AS age, "
	"generation, lost, unjudged, if(seq > last, seq - last, 0) AS behind "
	"FROM cordon.v_gateways ALL LEFT JOIN (SELECT stream, max(last) AS "
	"last FROM cordon.ledger GROUP BY stream) USING (stream)";

static char *copy(const struct rows *r, size_t i)
{
	return xstrdup(rows_text(r, i));
}

void gateways_read(struct gateways *g, struct rows *r)
{
	*g = (struct gateways) { .n = 0 };
	while (rows_next(r)) {
		g->items = xgrow(g->items, g->n, sizeof(*g->items));
		g->items[g->n++] = (struct gateway) {
			.name = copy(r, 0), .mode = copy(r, 1),
			.vendors = copy(r, 2), .lists = copy(r, 3),
			.policy = copy(r, 4), .version = copy(r, 5),
			.heard = rows_number(r, 6), .age = rows_number(r, 7),
			.generation = (uint64_t)rows_number(r, 8),
			.lost = (uint64_t)rows_number(r, 9),
			.unjudged = (uint64_t)rows_number(r, 10),
			.behind = (uint64_t)rows_number(r, 11),
		};
	}
}

void gateways_done(struct gateways *g)
{
	for (size_t i = 0; i < g->n; i++) {
		struct gateway *one = &g->items[i];

		free(one->name);
		free(one->mode);
		free(one->vendors);
		free(one->lists);
		free(one->policy);
		free(one->version);
	}
	free(g->items);
	*g = (struct gateways) { .n = 0 };
}

/* --- judging ------------------------------------------------------------ */

static bool is_heard(const struct gateway *one)
{
	return one->age <= GATEWAY_SILENT && strcmp(one->mode, "silent") != 0;
}

static int compare_name(const void *pa, const void *pb)
{
	const struct gateway *a = pa, *b = pb;

	return strcmp(a->name, b->name);
}

static int compare_text(const void *pa, const void *pb)
{
	return strcmp(*(const char *const *)pa, *(const char *const *)pb);
}

/* What most have of those texts, NULL of none. Where several are as many, the
 * one that the first gateway has. */
static const char *most_of(const char **texts, size_t n, const char *first)
{
	const char *best = NULL;
	size_t most = 0;

	qsort(texts, n, sizeof(*texts), compare_text);
	for (size_t i = 0, same; i < n; i += same) {
		for (same = 1; i + same < n &&
		     strcmp(texts[i + same], texts[i]) == 0; same++)
			;
		if (same > most || (same == most &&
				    strcmp(texts[i], first) == 0)) {
			most = same;
			best = texts[i];
		}
	}
	return best;
}

/* Marks who has another text than most of those that are heard. */
static void mark_others(struct gateways *g, size_t offset,
			enum gateway_fault fault)
{
	const char **texts = xcalloc(g->n + 1, sizeof(*texts)), *most;
	size_t n = 0;

#define TEXT(i) (*(char **)((char *)&g->items[i] + offset))
	for (size_t i = 0; i < g->n; i++)
		if (is_heard(&g->items[i]) && *TEXT(i))
			texts[n++] = TEXT(i);
	most = n > 0 ? most_of(texts, n, texts[0]) : NULL;
	for (size_t i = 0; i < g->n && most; i++)
		if (is_heard(&g->items[i]) && strcmp(TEXT(i), most) != 0)
			g->items[i].faults |= 1u << fault;
#undef TEXT
	free(texts);
}

static bool is_enforced(const struct gateway *one, const char *id, size_t len)
{
	const char *p = one->vendors;

	while ((p = strstr(p, id))) {
		if ((p == one->vendors || p[-1] == ' ') && p[len] == '=')
			return strncmp(p + len + 1, "enforce", 7) == 0;
		p += len;
	}
	return false;
}

/* One vendor: do more enforce it than not? Then who does not is marked. */
static void judge_vendor(struct gateways *g, const char *id, size_t len)
{
	size_t heard = 0, enforce = 0;

	for (size_t i = 0; i < g->n; i++) {
		heard += is_heard(&g->items[i]);
		enforce += is_heard(&g->items[i]) &&
			   is_enforced(&g->items[i], id, len);
	}
	for (size_t i = 0; i < g->n && 2 * enforce > heard; i++) {
		struct gateway *one = &g->items[i];

		if (!is_heard(one) || is_enforced(one, id, len) ||
		    one->faults & 1u << GATEWAY_LESS)
			continue;
		one->faults |= 1u << GATEWAY_LESS;
		snprintf(one->less, sizeof(one->less), "%.*s", (int)len, id);
	}
}

/* All vendors that somebody enforces, each as often as it is met. */
static void judge_vendors(struct gateways *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const char *p = is_heard(&g->items[i]) ? g->items[i].vendors :
							 "";

		while (*p) {
			size_t len = strcspn(p, "= ");
			size_t all = strcspn(p, " ");
			char id[64];

			snprintf(id, sizeof(id), "%.*s", (int)len, p);
			if (len > 0 && len < sizeof(id) &&
			    strncmp(p + len, "=enforce", 8) == 0)
				judge_vendor(g, id, len);
			p += all + (p[all] == ' ');
		}
	}
}

void gateways_judge(struct gateways *g)
{
	if (g->n > 0)
		qsort(g->items, g->n, sizeof(*g->items), compare_name);
	for (size_t i = 0; i < g->n; i++) {
		struct gateway *one = &g->items[i];
		bool silent = one->age > GATEWAY_SILENT;

		one->faults =
			(unsigned)silent << GATEWAY_IS_SILENT |
			(unsigned)(!silent && strcmp(one->mode, "silent") == 0)
				<< GATEWAY_STOPPED |
			(unsigned)(one->lost > 0) << GATEWAY_LOST |
			(unsigned)(one->unjudged > 0) << GATEWAY_UNJUDGED |
			(unsigned)(one->behind > BEHIND_LINES)
				<< GATEWAY_BEHIND;
	}
	mark_others(g, offsetof(struct gateway, policy), GATEWAY_POLICY);
	mark_others(g, offsetof(struct gateway, lists), GATEWAY_LISTS);
	judge_vendors(g);
}
