/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/report/chart.h"
#include "tools/report/html.h"
#include "tools/report/share.h"

enum {
	WIDE = 1000,
	LEFT = 170,		/* of names before bars */
	ROW = 22, BAR = 14,
	HIGH = 96, TOP = 14, BASE = 80,
	SLOT = 56,		/* the widest that a day gets */
};

#define SECOND 1000000ll

/* --- what all have ----------------------------------------------------- */

static void put_hatch(struct buffer *out, const char *id)
{
	html_put(out, "<defs><pattern id=\"hatch-%s\" width=\"6\" height=\"6\" "
		 "patternUnits=\"userSpaceOnUse\" patternTransform=\""
		 "rotate(45)\"><path class=\"hatch\" d=\"M0 0V6\"/></pattern>"
		 "</defs>\n", id);
}

static void put_unmeasured(struct buffer *out, const char *id, int x, int y,
			   int wide, int high)
{
	html_put(out, "<rect class=\"f-none\" x=\"%d\" y=\"%d\" width=\"%d\" "
		 "height=\"%d\"/><rect fill=\"url(#hatch-%s)\" x=\"%d\" y=\"%d"
		 "\" width=\"%d\" height=\"%d\"/>\n", x, y, wide, high, id, x,
		 y, wide, high);
}

static void put_key(struct buffer *out, const char *class, const char *words)
{
	html_put(out, "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\" "
		 "focusable=\"false\"><rect class=\"%s\" width=\"12\" "
		 "height=\"12\"/></svg>%s</li>\n", class, words);
}

/* --- coverage ---------------------------------------------------------- */

static const char *const fills[COVERAGE_STATES] = {
	[COVERAGE_UNKNOWN] = "f-unknown", [COVERAGE_OFF] = "f-off",
	[COVERAGE_OBSERVE] = "f-observe", [COVERAGE_ENFORCE] = "f-enforce",
};

static int place(const struct inquiry *f, int64_t t)
{
	int64_t from = f->coverage.since, whole = f->coverage.until - from;

	return LEFT + (int)((double)(t - from) / (double)whole *
			    (WIDE - LEFT));
}

static void put_row(struct buffer *out, const struct inquiry *f,
		    const char *name, const struct coverage_pieces *p, int row)
{
	int y = row * ROW + (ROW - BAR) / 2;

	html_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
		 LEFT - 10, y + BAR - 3, name);
	for (size_t i = 0; i < p->n; i++) {
		int from = place(f, p->items[i].since);
		int wide = place(f, p->items[i].until) - from;

		/* What is short is seen all the same. */
		wide = wide > 0 ? wide : 1;
		if (p->items[i].state == COVERAGE_NONE)
			put_unmeasured(out, "coverage", from, y, wide, BAR);
		else
			html_put(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" "
				 "width=\"%d\" height=\"%d\"/>\n",
				 fills[p->items[i].state], from, y, wide, BAR);
	}
}

static void put_moment(struct buffer *out, const struct inquiry *f, time_t t,
		       int x, int y, const char *anchor)
{
	char text[40];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", f->args->utc ?
		 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
	html_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
		 x, y, anchor, text);
}

static size_t rows_of(const struct inquiry *f)
{
	if (f->ngateways > 1)
		return f->ngateways < CHART_GATEWAYS ? f->ngateways :
						       CHART_GATEWAYS;
	return 1 + (f->nscope < CHART_VENDORS ? f->nscope : CHART_VENDORS);
}

static void put_coverage_rows(struct buffer *out, const struct inquiry *f)
{
	size_t n = rows_of(f);

	for (size_t i = 0; f->ngateways > 1 && i < n; i++)
		put_row(out, f, f->gateways[i].name, &f->gateways[i].pieces,
			(int)i);
	if (f->ngateways > 1)
		return;
	put_row(out, f, "all vendors", &f->gateways->pieces, 0);
	for (size_t i = 1; i < n; i++) {
		struct coverage_pieces p;

		coverage_pieces(&p, &f->coverage, f->scope[i - 1].id);
		put_row(out, f, f->scope[i - 1].id, &p, (int)i);
		coverage_pieces_done(&p);
	}
}

void chart_coverage(struct buffer *out, const struct inquiry *f)
{
	int high = (int)rows_of(f) * ROW;
	char share[SHARE];
	int64_t whole = inquiry_whole(f);

	html_put(out, "<figure>\n<figcaption>What was in force</figcaption>\n"
		 "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\""
		 "coverage-title\">\n<title id=\"coverage-title\">The modes of "
		 "the period from left to right; %s of it was not measured. "
		 "The tables below have the numbers.</title>\n", WIDE,
		 high + 20, share_text(f->sums[COVERAGE_NONE], whole, share));
	put_hatch(out, "coverage");
	put_coverage_rows(out, f);
	put_moment(out, f, f->since, LEFT, high + 14, "start");
	put_moment(out, f, f->until, WIDE, high + 14, "end");
	html_put(out, "</svg>\n</figure>\n<ul class=\"k\">\n");
	put_key(out, "f-enforce", "enforce");
	put_key(out, "f-observe", "observe");
	put_key(out, "f-off", "off");
	put_key(out, "f-unknown", "unknown");
	put_key(out, "f-none", "not measured");
	html_put(out, "</ul>\n");
}

/* --- days -------------------------------------------------------------- */

static const struct {
	enum tally_outcome outcome;
	const char *class, *words;
} parts[] = {
	{ TALLY_BLOCKED, "f-blocked", "refused" },
	{ TALLY_WOULD_BLOCK, "f-would", "passed, enforcing refuses it" },
	{ TALLY_EXCEPTED, "f-excepted", "passed by an exception" },
	{ TALLY_LOGGED, "f-logged", "passed, only logged" },
};

static long long sum(const struct count *c)
{
	long long n = 0;

	for (int o = 0; o < TALLY_OUTCOMES; o++)
		n += c->n[o];
	return n;
}

/* The counts of the vendor, of each day; NULL where there are none. */
static const struct count **days_of(const struct inquiry *f, const char *vendor)
{
	const struct count **days = xcalloc(f->ndays + 1, sizeof(*days));
	size_t day = 0;

	for (size_t i = 0; i < f->by_day.n; i++) {
		const struct count *c = &f->by_day.items[i];

		while (day < f->ndays &&
		       strcmp(f->days[day].text, c->what[0]) < 0)
			day++;
		if (day < f->ndays &&
		    strcmp(f->days[day].text, c->what[0]) == 0 &&
		    strcmp(c->what[1], vendor) == 0)
			days[day] = c;
	}
	return days;
}

/* The outcomes of a day on each other. */
static void put_bar(struct buffer *out, const struct count *c, int x, int wide,
		    long long most)
{
	long long below = 0;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
		long long n = c->n[parts[k].outcome];
		int low = BASE - (int)(below * (BASE - TOP) / most);
		int high = BASE - (int)((below + n) * (BASE - TOP) / most);

		below += n;
		if (n == 0)
			continue;
		if (low == high)
			high--;
		html_put(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\""
			 "%d\" height=\"%d\"/>", parts[k].class, x, high, wide,
			 low - high);
	}
	html_put(out, "\n");
}

static int slot_at(const struct inquiry *f, size_t day)
{
	int wide = f->ndays * SLOT < WIDE ? (int)f->ndays * SLOT : WIDE;

	return (int)(day * (size_t)wide / f->ndays);
}

/* Days of which nothing was measured, those in a row as one. */
static void put_dark_days(struct buffer *out, const struct inquiry *f,
			  const char *id)
{
	for (size_t i = 0, end; i < f->ndays; i = end) {
		int x = slot_at(f, i), wide;

		for (end = i; end < f->ndays && !f->days[end].measured; )
			end++;
		wide = slot_at(f, end) - x;
		if (end > i)
			put_unmeasured(out, id, x, TOP, wide > 0 ? wide : 1,
				       BASE - TOP);
		else
			end++;
	}
}

static void put_days(struct buffer *out, const struct inquiry *f,
		     const struct count **days, long long most)
{
	for (size_t i = 0; i < f->ndays; i++) {
		int x = slot_at(f, i), wide = slot_at(f, i + 1) - x;
		int bar = wide > 4 ? wide - 2 : wide > 0 ? wide : 1;

		if (days[i])
			put_bar(out, days[i], x, bar, most);
	}
}

static void put_axis(struct buffer *out, const struct inquiry *f,
		     long long most)
{
	int end = slot_at(f, f->ndays);

	html_put(out, "<path class=\"axis\" d=\"M0 %dH%d\"/>\n"
		 "<text x=\"0\" y=\"%d\">most a day: %lld</text>\n"
		 "<text x=\"0\" y=\"%d\">%s</text>\n", BASE, end, TOP - 4,
		 most, HIGH - 2, f->days[0].text);
	if (f->ndays > 2)
		html_put(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s"
			 "</text>\n", end, HIGH - 2,
			 f->days[f->ndays - 1].text);
}

void chart_days(struct buffer *out, const struct inquiry *f, size_t number)
{
	const struct inquiry_vendor *v = &f->scope[number];
	const struct count **days = days_of(f, v->id);
	long long most = 1;
	char id[24];

	for (size_t i = 0; i < f->ndays; i++)
		if (days[i] && sum(days[i]) > most)
			most = sum(days[i]);
	/* A vendor's id may be anything that a line of the log says. */
	snprintf(id, sizeof(id), "%zu", number);
	html_put(out, "<figure>\n<figcaption>%s</figcaption>\n<svg viewBox=\""
		 "0 0 %d %d\" role=\"img\" aria-labelledby=\"days-%s\">\n"
		 "<title id=\"days-%s\">Events of %s day by day: %lld in all, "
		 "at most %lld on one day, of %zu days.</title>\n", v->title,
		 WIDE, HIGH, id, id, v->title, v->all, most, f->ndays);
	put_hatch(out, id);
	put_dark_days(out, f, id);
	put_days(out, f, days, most);
	put_axis(out, f, most);
	html_put(out, "</svg>\n</figure>\n");
	free(days);
}

void chart_key(struct buffer *out)
{
	html_put(out, "<ul class=\"k\">\n");
	for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
		put_key(out, parts[k].class, parts[k].words);
	put_key(out, "f-none", "not measured");
	html_put(out, "</ul>\n");
}
