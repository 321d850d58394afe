/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of the legal bases. */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/plural.h"
#include "tools/doctor/law.h"

enum { DATE_TEXT = 16, DAY = 24 * 3600 };

static bool is_on(const struct vendors *v, const struct vendor *of)
{
	return !of->is_class &&
	       config_vendor_mode(&v->config, of->id) != MODE_OFF;
}

/* Is the role one of an entry before number `n`, names first? */
static bool was_there(const struct vendor *of, size_t n, const char *role)
{
	const struct vendor_name *names = of->names.items;
	const struct vendor_prefix *prefixes = of->prefixes.items;

	for (size_t i = 0; i < n; i++)
		if (strcmp(role, i < of->names.n ? names[i].role :
			   prefixes[i - of->names.n].role) == 0)
			return true;
	return false;
}

/* Roles of a vendor that are restricted, though no text reaches them. */
static unsigned count_own(const struct vendors *v, const struct vendor *of)
{
	const struct vendor_name *names = of->names.items;
	const struct vendor_prefix *prefixes = of->prefixes.items;
	unsigned n = 0;

	for (size_t i = 0; i < of->names.n + of->prefixes.n; i++) {
		bool is_name = i < of->names.n;
		const struct vendor_prefix *p = prefixes + (is_name ? 0 : i -
							    of->names.n);
		const char *role = is_name ? names[i].role : p->role;
		bool enforce = is_name ? names[i].enforce : p->enforce;
		const char *effect = vendors_effect(v, of, role, enforce,
						    false);

		n += !was_there(of, i, role) && !vendors_basis(v, of, role) &&
		     (strcmp(effect, "blocked") == 0 ||
		      strcmp(effect, "observed") == 0);
	}
	return n;
}

static void judge_profile(struct diagnosis *d, const struct vendors *v)
{
	unsigned roles = 0, vendors = 0;

	for (size_t i = 0; i < v->catalogue.n; i++)
		if (is_on(v, &v->catalogue.vendors[i])) {
			roles += count_own(v, &v->catalogue.vendors[i]);
			vendors++;
		}
	if (v->profile.set || vendors == 0)
		return;
	diagnosis_add(d, LEVEL_NOTE, "say who this organisation is, such as "
		      "profile = [ \"us-person\" ]; in cordon.conf; then "
		      "cordon reload", "no profile is set: every legal basis "
		      "counts, whomever it binds");
	diagnosis_evidence(d, "with one, what no text of yours reaches passes; "
			   "of the %u vendor%s that %s on, %u role%s %s "
			   "restricted here by no text at all", vendors,
			   plural(vendors), vendors == 1 ? "is" : "are", roles,
			   plural(roles), roles == 1 ? "is" : "are");
}

/* What a day has brought since the file was true. */
static bool judge_days(struct diagnosis *d, const struct vendor *of,
		       const char *today)
{
	const struct basis *b = of->bases.items;
	bool passed = false;

	for (size_t i = 0; i < of->bases.n; i++) {
		const struct basis_day *day = basis_next(&b[i], of->as_of);

		if (!day || strcmp(day->on, today) > 0)
			continue;
		diagnosis_add(d, LEVEL_WARN, "take a newer catalogue: cordon "
			      "sync, or a newer package", "%s of %s has "
			      "changed since %s: %s %s", b[i].id, of->id,
			      of->as_of, day->on, day->what);
		diagnosis_evidence(d, "cordon vendors show %s", of->id);
		passed = true;
	}
	return passed;
}

/* Days since a date; 0 if it is none. */
static long days_since(const char *date, time_t now)
{
	struct tm tm = { 0 };

	return strptime(date, "%Y-%m-%d", &tm) ?
	       (long)((now - timegm(&tm)) / DAY) : 0;
}

static long age_of(const struct vendor *of, time_t now)
{
	return days_since(of->as_of, now);
}

/* Whose addresses, refused as such, are known from the oldest data? */
static void judge_addresses(struct diagnosis *d, const struct vendors *v,
			    time_t now)
{
	const struct vendor *of = NULL;
	const char *date = NULL;

	for (size_t i = 0; i < v->catalogue.n; i++) {
		const struct vendor *o = &v->catalogue.vendors[i];
		const struct vendor_prefix *p = o->prefixes.items;

		for (size_t k = 0; is_on(v, o) && k < o->prefixes.n; k++)
			if (p[k].enforce && p[k].date &&
			    (!date || strcmp(p[k].date, date) < 0)) {
				date = p[k].date;
				of = o;
			}
	}
	if (date && days_since(date, now) > LAW_OLD) {
		diagnosis_add(d, LEVEL_NOTE, "take a newer catalogue: cordon "
			      "sync, or a newer package",
			      "addresses of %s are known from data %ld days "
			      "old", of->id, days_since(date, now));
		diagnosis_evidence(d, "cordon vendors: %s, prefixes as of %s",
				   of->id, date);
	}
}

void doctor_law_judge(struct diagnosis *d, const struct vendors *v,
		      time_t now)
{
	const struct vendor *oldest = NULL;
	char today[DATE_TEXT];
	struct tm tm;
	bool passed = false;

	strftime(today, sizeof(today), "%Y-%m-%d", gmtime_r(&now, &tm));
	judge_profile(d, v);
	judge_addresses(d, v, now);
	for (size_t i = 0; i < v->catalogue.n; i++) {
		const struct vendor *of = &v->catalogue.vendors[i];

		if (!is_on(v, of))
			continue;
		passed = judge_days(d, of, today) || passed;
		if (!oldest || age_of(of, now) > age_of(oldest, now))
			oldest = of;
	}
	if (oldest && age_of(oldest, now) > LAW_OLD) {
		diagnosis_add(d, LEVEL_WARN, "take a newer catalogue: cordon "
			      "sync, or a newer package", "the catalogue's "
			      "entry of %s is %ld days old", oldest->id,
			      age_of(oldest, now));
		diagnosis_evidence(d, "cordon vendors: %s as of %s",
				   oldest->id, oldest->as_of);
	} else if (oldest && !passed) {
		diagnosis_add(d, LEVEL_OK, NULL, "no date of a legal basis "
			      "has passed since the catalogue's");
	}
}

void doctor_law_check(struct diagnosis *d, struct facts *f)
{
	struct conf_report report = { .errors = 0 };
	struct vendors v = { .config = f->config };

	if (!f->config_ok)
		return;
	if (catalogue_load(&v.catalogue, &v.config, &report)) {
		profile_read(&v.profile, &v.config);
		doctor_law_judge(d, &v, f->now);
		profile_done(&v.profile);
	}
	catalogue_done(&v.catalogue);
	conf_report_done(&report);
}
