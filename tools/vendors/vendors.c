/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The catalogue beside the configuration. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/source.h"
#include "tools/cli/mistakes.h"
#include "tools/vendors/vendors.h"

const char *vendors_today(char text[VENDORS_DATE])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(text, VENDORS_DATE, "%Y-%m-%d", gmtime_r(&now, &tm));
	return text;
}

void vendors_open(struct vendors *v, const struct args *a)
{
	struct conf_report report = { .errors = 0 };

	if (!config_load(&v->config, a->config))
		mistakes_end(&v->config.report);
	if (!catalogue_load(&v->catalogue, &v->config, &report))
		mistakes_end(&report);
	profile_read(&v->profile, &v->config);
	if (v->catalogue.refused.p)
		fputs(v->catalogue.refused.p, stderr);
	conf_report_done(&report);
}

void vendors_close(struct vendors *v)
{
	profile_done(&v->profile);
	catalogue_done(&v->catalogue);
	config_done(&v->config);
}

const struct vendor *vendors_find(const struct vendors *v, const char *id)
{
	const struct vendor *of = catalogue_find(&v->catalogue, id);
	char near[SUGGEST_TEXT];

	if (of)
		return of;
	if (source_names_vendor(&v->config.sources, id))
		fatalx_status(EX_USAGE, "%s is known by lists only: see "
			      "\"cordon lists\"", id);
	suggest_text(suggest(id, (const char **)&v->catalogue.vendors->id,
			     v->catalogue.n, sizeof(*v->catalogue.vendors)),
		     near);
	fatalx_status(EX_USAGE, "no vendor \"%s\" in the catalogue%s see "
		      "\"cordon vendors\"", id, *near ? near : ";");
}

const char *vendors_mode(const struct vendors *v, const struct vendor *of)
{
	return of->is_class ? "class" :
	       mode_words[config_vendor_mode(&v->config, of->id)];
}

static bool has(const struct conf_list *list, const char *text)
{
	char *const *items = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(items[i], text) == 0)
			return true;
	return false;
}

bool vendors_basis_holds(const struct vendors *v, const struct vendor *of,
			 const struct basis *b)
{
	struct legend_basis legend = basis_legend(b);

	return profile_holds(&v->profile, config_vendor(&v->config, of->id),
			     &legend);
}

/* A vendor's bases as the policy sees them; heap. */
struct seen {
	struct profile_bases bases;
	struct legend_basis *all;
	bool *holds;
};

static struct seen see(const struct vendors *v, const struct vendor *of)
{
	const struct basis *b = of->bases.items;
	struct seen s = {
		.all = xcalloc(of->bases.n, sizeof(*s.all)),
		.holds = xcalloc(of->bases.n, sizeof(*s.holds)),
	};

	for (size_t i = 0; i < of->bases.n; i++) {
		s.all[i] = basis_legend(&b[i]);
		s.holds[i] = vendors_basis_holds(v, of, &b[i]);
	}
	s.bases = (struct profile_bases) { s.all, s.holds, of->bases.n };
	return s;
}

static void unsee(struct seen *s)
{
	free(s->all);
	free(s->holds);
}

const struct basis *vendors_basis(const struct vendors *v,
				  const struct vendor *of, const char *role)
{
	const struct basis *b = of->bases.items;
	struct seen s = see(v, of);
	const struct legend_basis *cited = profile_cites(&v->profile,
							 &s.bases, role);
	size_t i = cited ? (size_t)(cited - s.all) : 0;

	unsee(&s);
	return cited ? &b[i] : NULL;
}

static bool is_left(const struct vendors *v, const struct vendor *of,
		    const char *role)
{
	struct seen s = see(v, of);
	bool left = profile_leaves(&v->profile, &s.bases, role);

	unsee(&s);
	return left;
}

/* In a mode. */
static const char *effect_in(const struct vendors *v, const struct vendor *of,
			     const char *role, bool enforce, enum mode mode)
{
	const struct config_vendor *cv = config_vendor(&v->config, of->id);

	if (is_left(v, of, role) || (cv && has(&cv->roles_off, role)))
		return "lawful";
	return !enforce ? "logged" :
	       mode == MODE_ENFORCE ? "blocked" : "observed";
}

const char *vendors_effect(const struct vendors *v, const struct vendor *of,
			   const char *role, bool enforce, bool shared)
{
	enum mode mode = config_vendor_mode(&v->config, of->id);

	if (mode == MODE_OFF)
		return "off";
	return shared ? "shown" : effect_in(v, of, role, enforce, mode);
}

const char *vendors_meaning(const struct vendors *v, const struct vendor *of,
			    const char *role, bool enforce)
{
	return effect_in(v, of, role, enforce, MODE_ENFORCE);
}
