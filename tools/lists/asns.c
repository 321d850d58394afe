/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists asns: what a file says that an AS announces. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/rangeset.h"
#include "lib/units.h"
#include "tools/cli/output.h"
#include "tools/lists/lists.h"
#include "tools/run.h"
#include "tools/sync/asn_mmdb.h"

static void take(void *arg, uint32_t asn, const struct prefix *p, unsigned line)
{
	struct range r = prefix_range(p);

	(void)asn;
	(void)line;
	range_set_add(arg, &r);
}

static int compare(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

/* "64500" or "AS64500" */
static uint32_t asn_of(const char *word)
{
	const char *digits = word + strspn(word, "ASas");
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
	fprintf(stderr, "%s: format %s, made %s, %.0f days ago; %zu prefixes "
		"announced\n", paint_safe(d->source), d->format, day, days,
		d->prefixes);
}

static void print_json(const struct asn_data *d, const struct asn_query *q,
		       const struct range_set *s)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);
	char when[MOMENT_TEXT];

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.lists.asns/1");
	json_text(&j, "file", d->source);
	json_text(&j, "format", d->format);
	json_text(&j, "made", moment_format((time_t)d->made, when));
	json_number(&j, "announced", d->prefixes);
	json_open(&j, "asns", '[');
	for (size_t i = 0; i < q->n; i++)
		json_number(&j, NULL, q->asns[i]);
	json_close(&j, ']');
	json_open(&j, "entries", '[');
	lists_put_ranges(&j, s);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

int lists_asns_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct range_set set = { { NULL, 0 }, { NULL, 0 } };
	struct asn_query query = { .add = take, .arg = &set };
	struct asn_data data;
	uint32_t *asns;
	bool good;

	asns = xcalloc((size_t)a->nwords, sizeof(*asns));
	for (int i = 2; i < a->nwords; i++)
		asns[query.n++] = asn_of(a->words[i]);
	qsort(asns, query.n, sizeof(*asns), compare);
	query.asns = asns;
	good = asn_read_any(a->words[1], &query, &data, &report);
	range_set_merge(&set);
	if (good && a->as_json)
		print_json(&data, &query, &set);
	else if (good && a->as_csv)
		puts("kind,entry");
	if (good && !a->as_json)
		lists_print_ranges(a, &set);
	if (report.text.len > 0)
		fwrite(report.text.p, 1, report.text.len, stderr);
	if (good)
		print_data(&data);
	range_set_done(&set);
	conf_report_done(&report);
	free(asns);
	return good ? 0 : EX_DATAERR;
}
