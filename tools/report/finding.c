/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 1. The finding, in a sentence or two. */

#include <inttypes.h>
#include <string.h>

#include "lib/plural.h"
#include "tools/report/html.h"
#include "tools/report/sections.h"
#include "tools/report/share.h"

#define SECOND 1000000ll

enum { NAMED = 10 };	/* gateways in a sentence; all are in 3 */

static int64_t period(const struct inquiry *f)
{
	return f->coverage.until - f->coverage.since;
}

static int64_t measured(const struct inquiry *f)
{
	return inquiry_whole(f) - f->sums[COVERAGE_NONE];
}

static size_t vendors_tried(const struct inquiry *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->nscope; i++)
		n += f->scope[i].all > 0;
	return n;
}

/* --- what the period is worth ------------------------------------------ */

static int64_t missing(const struct inquiry *f)
{
	int64_t n = 0;

	for (size_t i = 0; i < f->coverage.n; i++)
		n += f->coverage.items[i].lost + f->coverage.items[i].passed;
	return n;
}

/* Was each vendor in scope enforced, all of the period? */
static bool is_enforced(const struct inquiry *f)
{
	bool all = f->nscope > 0;

	for (size_t i = 0; i < f->nscope && all; i++) {
		int64_t sums[COVERAGE_STATES];

		inquiry_sums(f, f->scope[i].id, sums);
		all = sums[COVERAGE_ENFORCE] == inquiry_whole(f);
	}
	return all;
}

static enum page_tone tone_of(const struct inquiry *f)
{
	long long passed = f->all - f->n[TALLY_BLOCKED];

	if (measured(f) == 0 && f->all == 0)
		return TONE_NONE;
	if (passed > 0)
		return TONE_BAD;
	return f->all == 0 && is_enforced(f) && missing(f) == 0 &&
	       f->query.fill.unread.len == 0 ? TONE_GOOD : TONE_WARN;
}

/* --- in words ---------------------------------------------------------- */

static void write_nothing(const struct inquiry *f, struct buffer *to)
{
	char share[SHARE];

	if (measured(f) == 0)
		buffer_text(to, "Not measured: cordon did not run in this "
			    "period, as far as the log tells. Nothing can be "
			    "said about who tried to reach whom.");
	else
		buffer_printf(to, "No machine was seen that tried to reach a "
			      "restricted vendor, in the %s of %s that was "
			      "measured.", share_text(measured(f),
			      inquiry_whole(f), share), inquiry_time(f));
}

static void write_part(struct buffer *to, long long n, const char *words)
{
	if (n > 0)
		buffer_printf(to, ", %lld %s", n, words);
}

static void write_found(const struct inquiry *f, struct buffer *to)
{
	size_t vendors = vendors_tried(f);
	char share[SHARE];

	buffer_printf(to, "%zu machine%s tried to reach %zu restricted "
		      "vendor%s, %lld time%s: %lld refused", f->nmachines,
		      plural((long long)f->nmachines), vendors,
		      plural((long long)vendors), f->all, plural(f->all),
		      f->n[TALLY_BLOCKED]);
	write_part(to, f->n[TALLY_WOULD_BLOCK], "passed in observe mode, which "
		   "enforcing refuses");
	write_part(to, f->n[TALLY_EXCEPTED], "passed by an exception");
	write_part(to, f->n[TALLY_LOGGED], "passed and logged only");
	buffer_printf(to, ". %s of %s was measured.",
		      share_text(measured(f), inquiry_whole(f), share),
		      inquiry_time(f));
}

/* Gateways of which nothing at all is known of the period. */
static void write_unmeasured(const struct inquiry *f, struct buffer *to)
{
	size_t n = 0;

	for (size_t i = 0; i < f->ngateways; i++)
		n += f->gateways[i].coverage.n == 0;
	if (!f->fleet || n == 0 || n == f->ngateways)
		return;
	buffer_printf(to, " Not measured at all: %zu of %zu gateways, ", n,
		      f->ngateways);
	for (size_t i = 0, told = 0; i < f->ngateways; i++)
		if (f->gateways[i].coverage.n == 0 && told++ < NAMED)
			buffer_printf(to, "%s%s", told > 1 ? ", " : "",
				      f->gateways[i].name);
	buffer_text(to, n > NAMED ? " and others." : ".");
}

/* --- in numbers -------------------------------------------------------- */

static void put_tile(struct buffer *out, const char *class, const char *n,
		     const char *words)
{
	html_put(out, "<li class=\"t-%s\"><b>%s</b> <span>%s</span></li>\n",
		 class, n, words);
}

static void put_number(struct buffer *out, const char *class, long long n,
		       const char *words)
{
	html_put(out, "<li class=\"t-%s\"><b>%lld</b> <span>%s</span></li>\n",
		 class, n, words);
}

/* Where nothing was measured nothing was counted, not none. */
static void put_no_tiles(struct buffer *out)
{
	html_put(out, "<ul class=\"tiles\">\n");
	put_tile(out, "plain", "not known", "machines");
	put_tile(out, "plain", "not known", "attempts");
	put_tile(out, "plain", "none", "measured");
	html_put(out, "</ul>\n");
}

static void put_tiles(struct buffer *out, const struct inquiry *f)
{
	char share[SHARE];

	html_put(out, "<ul class=\"tiles\">\n");
	put_number(out, "plain", (long long)f->nmachines, "machines");
	put_number(out, "plain", (long long)vendors_tried(f), "vendors");
	put_number(out, "blocked", f->n[TALLY_BLOCKED], "refused");
	put_number(out, "would", f->n[TALLY_WOULD_BLOCK],
		   "passed, enforcing refuses");
	put_number(out, "excepted", f->n[TALLY_EXCEPTED],
		   "passed by exception");
	put_number(out, "plain", f->n[TALLY_LOGGED], "logged only");
	put_tile(out, "plain", share_text(measured(f), inquiry_whole(f), share),
		 "measured");
	html_put(out, "</ul>\n");
}

static void put_facts(struct page *p, const struct inquiry *f, const char *text)
{
	page_facts(p, "finding", "In numbers");
	if (p->form != PAGE_TEXT)
		page_fact(p, "statement", "statement", cell_text(text));
	page_fact(p, "machines", "machines", cell_number(f->nmachines));
	page_fact(p, "vendors", "vendors", cell_number(vendors_tried(f)));
	page_fact(p, "events", "attempts", cell_signed(f->all));
	page_fact(p, "blocked", "refused", cell_signed(f->n[TALLY_BLOCKED]));
	page_fact(p, "would_block", "passed, would refuse",
		  cell_signed(f->n[TALLY_WOULD_BLOCK]));
	page_fact(p, "excepted", "passed by exception",
		  cell_signed(f->n[TALLY_EXCEPTED]));
	page_fact(p, "logged", "logged only",
		  cell_signed(f->n[TALLY_LOGGED]));
	page_fact(p, "period_seconds", "seconds in the period",
		  cell_signed(period(f) / SECOND));
	if (f->fleet)
		page_fact(p, "gateways", "gateways",
			  cell_number(f->ngateways));
	page_fact(p, "measured_seconds", "seconds measured",
		  cell_signed(measured(f) / SECOND));
	page_facts_end(p);
}

void finding_put(struct page *p, struct inquiry *f)
{
	struct buffer text = { 0 };

	page_section(p, "finding", "1. Finding");
	if (f->all == 0)
		write_nothing(f, &text);
	else
		write_found(f, &text);
	write_unmeasured(f, &text);
	page_say(p, tone_of(f), "%s", text.p);
	if (p->form == PAGE_HTML && f->all == 0 && measured(f) == 0)
		put_no_tiles(p->out);
	else if (p->form == PAGE_HTML)
		put_tiles(p->out, f);
	else
		put_facts(p, f, text.p);
	if (f->query.fill.unread.len > 0)
		page_say(p, TONE_WARN, "Files could not be read, and what is "
			 "in them is missing here: %s",
			 f->query.fill.unread.p);
	page_say(p, TONE_NOTE, "What a gateway sees supports an inquiry and "
		 "proves no absence: names that a client encrypts (ECH), "
		 "tunnels and VPNs, and other ways out of the network are not "
		 "seen.");
	buffer_done(&text);
}
