/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The days of a report, and the vendors it is about. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/report/inquiry.h"

/* --- days -------------------------------------------------------------- */

/* Anywhere. */
static bool is_measured(const struct inquiry *f, time_t since, time_t until)
{
	for (size_t i = 0; i < f->ngateways; i++)
		if (inquiry_is_measured(&f->gateways[i], since, until))
			return true;
	return false;
}

/* Of the day that `t` is in, so many days later, its first second. */
static time_t midnight(const struct inquiry *f, time_t t, int later)
{
	struct tm tm;

	if (f->args->utc)
		return (t - t % 86400) + (time_t)later * 86400;
	localtime_r(&t, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday += later;
	tm.tm_isdst = -1;
	return mktime(&tm);
}

void inquiry_load_days(struct inquiry *f)
{
	time_t t = midnight(f, f->since, 0);

	while (t <= f->until && f->ndays < INQUIRY_DAYS) {
		struct inquiry_day *d;
		struct tm tm;

		f->days = xgrow(f->days, f->ndays, sizeof(*f->days));
		d = &f->days[f->ndays++];
		*d = (struct inquiry_day) { .since = t,
					  .until = midnight(f, t, 1) };
		strftime(d->text, sizeof(d->text), "%Y-%m-%d", f->args->utc ?
			 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
		d->whole = d->since >= f->since && d->until <= f->until + 1;
		d->measured = is_measured(f, d->since, d->until);
		/* A day that the clock does not have would be one for ever. */
		if (d->until <= t)
			break;
		t = d->until;
	}
}

/* --- vendors ----------------------------------------------------------- */

const char *inquiry_title(const struct inquiry *f, const char *vendor)
{
	const struct vendor *v = catalogue_find(&f->vendors.catalogue, vendor);

	if (strcmp(vendor, "-") == 0)
		return "no vendor, by your own rules";
	return v && v->title && *v->title ? v->title : vendor;
}

static struct inquiry_vendor *scope_of(struct inquiry *f, const char *id,
				     size_t len)
{
	struct inquiry_vendor *v;

	for (size_t i = 0; i < f->nscope; i++)
		if (strlen(f->scope[i].id) == len &&
		    memcmp(f->scope[i].id, id, len) == 0)
			return &f->scope[i];
	f->scope = xgrow(f->scope, f->nscope, sizeof(*f->scope));
	v = &f->scope[f->nscope++];
	*v = (struct inquiry_vendor) { .id = xstrndup(id, len) };
	v->title = inquiry_title(f, v->id);
	return v;
}

/* Of "huawei=enforce zte=observe". */
static void add_stretch(struct inquiry *f, const char *vendors)
{
	for (const char *p = vendors; p && *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " "), id = strcspn(p, "=");

		if (id < word && strncmp(p + id, "=off", 4) != 0)
			scope_of(f, p, id);
		p += word;
	}
}

static int compare(const void *pa, const void *pb)
{
	const struct inquiry_vendor *a = pa, *b = pb;

	return a->all != b->all ? (a->all > b->all ? -1 : 1) :
	       strcmp(a->id, b->id);
}

static void count_scope(struct inquiry *f)
{
	for (size_t i = 0; i < f->by_vendor.n; i++) {
		const struct count *c = &f->by_vendor.items[i];
		struct inquiry_vendor *v = scope_of(f, c->what[0],
						  strlen(c->what[0]));

		for (int o = 0; o < TALLY_OUTCOMES; o++) {
			v->n[o] += c->n[o];
			v->all += c->n[o];
		}
	}
	for (size_t i = 0; i < f->nmachines; i++) {
		const struct client_tried *t = &f->machines[i].tried;

		for (size_t k = 0; k < t->n; k++)
			scope_of(f, t->vendors[k].vendor,
				 strlen(t->vendors[k].vendor))->machines++;
	}
}

void inquiry_load_scope(struct inquiry *f)
{
	bool asked = filter_asks(&f->filter, OPTION_VENDOR);

	for (unsigned i = 0; i < f->filter.n; i++) {
		const struct choice *c = &f->filter.choices[i];

		if (c->option == OPTION_VENDOR)
			scope_of(f, c->text, strlen(c->text))->asked = true;
	}
	for (size_t i = 0; !asked && i < f->coverage.n; i++)
		add_stretch(f, f->coverage.items[i].vendors);
	count_scope(f);
	if (f->nscope > 0)
		qsort(f->scope, f->nscope, sizeof(*f->scope), compare);
}
