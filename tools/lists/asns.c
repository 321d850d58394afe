/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists asns: what a file says that an AS announces. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/plural.h"
#include "lib/range.h"
#include "tools/cli/mistakes.h"
#include "tools/lists/entries.h"
#include "tools/run.h"
#include "tools/sync/asn_database.h"

static void take(void *arg, uint32_t asn, const struct prefix *p, unsigned line)
{
	struct range r = range_of(p);

	(void)asn;
	(void)line;
	rangeset_add(arg, &r);
}

static int compare(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

/* "64500" or "AS64500" */
static uint32_t asn_of(const char *word)
{
	const char *digits = word + (strncasecmp(word, "AS", 2) == 0 ? 2 : 0);
	char *end;
	unsigned long long n = strtoull(digits, &end, 10);

	if (*digits < '0' || *digits > '9' || *end || n == 0 || n > UINT32_MAX)
		fatalx_status(EX_USAGE, "\"%s\" is not the number of an AS",
			      word);
	return (uint32_t)n;
}

static void print_data(const struct asn_data *d)
{
	time_t made = (time_t)d->made;
	double days = difftime(time(NULL), made) / 86400;
	char day[16] = "";
	struct tm tm;

	if (gmtime_r(&made, &tm))
		strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	fprintf(stderr, "%s: format %s, made %s, %.0f day%s ago; %zu "
		"prefix%s announced\n", paint_safe(d->source), d->format,
		day, days, plural((long long)(days + .5)), d->prefixes,
		d->prefixes == 1 ? "" : "es");
}

static void put(struct answer *an, const struct asn_data *d,
		const struct asn_query *q, const struct rangeset *s)
{
	answer_put(an, "file", cell_text(d->source));
	answer_put(an, "format", cell_text(d->format));
	answer_put(an, "made", cell_time((time_t)d->made));
	answer_put(an, "announced", cell_number(d->prefixes));
	answer_open(an, "asns", '[');
	for (size_t i = 0; i < q->n; i++)
		answer_put(an, NULL, cell_number(q->asns[i]));
	answer_close(an);
	answer_table(an, &entries_grid);
	entries_put_ranges(an, s);
	answer_table_end(an);
}

int lists_asns_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rangeset set = { { NULL, 0 }, { NULL, 0 } };
	struct asn_query query = { .add = take, .arg = &set };
	struct asn_data data;
	struct answer *an;
	uint32_t *asns;
	bool good;

	asns = xcalloc((size_t)a->nwords, sizeof(*asns));
	for (int i = 2; i < a->nwords; i++)
		asns[query.n++] = asn_of(a->words[i]);
	qsort(asns, query.n, sizeof(*asns), compare);
	query.asns = asns;
	good = asn_database_read(a->words[1], &query, &data, &report);
	rangeset_merge(&set);
	if (good) {
		an = answer_begin(a, "cordon.lists.asns/1");
		put(an, &data, &query, &set);
		answer_end(an);
	}
	mistakes_tell(&report);
	if (good)
		print_data(&data);
	rangeset_done(&set);
	conf_report_done(&report);
	free(asns);
	return good ? 0 : mistakes_of_file(a->words[1]);
}
