/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of sources beside those of the catalogue. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/suggest.h"
#include "ruleset/config/source.h"
#include "ruleset/policy/misspelt.h"

struct words {
	const char **items;
	size_t n;
};

static bool has(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->items[i], word) == 0)
			return true;
	return false;
}

static void add(struct words *w, const char *word)
{
	if (has(w, word))
		return;
	w->items = xgrow(w->items, w->n, sizeof(*w->items));
	w->items[w->n++] = word;
}

/* What the catalogue has: a law stands behind each of its vendors. */
static void collect(const struct legend *l, struct words *vendors,
		    struct words *roles)
{
	add(roles, "listed");
	for (size_t i = 0; i < l->nvendors; i++)
		if (l->vendors[i].nbases > 0)
			add(vendors, l->vendors[i].id);
	for (size_t i = 0; i < l->nclasses; i++)
		if (l->vendors[l->classes[i].vendor].nbases > 0 &&
		    strcmp(l->classes[i].confidence, "list") != 0)
			add(roles, l->classes[i].role);
}

static void complain(const struct config_source *s, const char *what,
		     const char *word, const struct words *known,
		     const char *but, struct conf_report *report)
{
	char near[SUGGEST_TEXT];
	const char *found;

	if (has(known, word))
		return;
	found = suggest(word, known->items, known->n, sizeof(*known->items));
	if (found)
		conf_complain(report, s->file, s->line, "source \"%s\": the "
			      "catalogue has no %s \"%s\"%s%s", s->id, what,
			      word, suggest_text(found, near), but);
}

bool misspelt_check(const struct legend *l, const struct config *c,
		    struct conf_report *report)
{
	const struct config_source *s = c->sources.items;
	struct words vendors = { .n = 0 }, roles = { .n = 0 };
	unsigned before = report->errors;

	collect(l, &vendors, &roles);
	for (size_t i = 0; i < c->sources.n; i++) {
		if (!s[i].id || !s[i].vendor || !*s[i].vendor)
			continue;
		if (!*s[i].title)
			complain(&s[i], "vendor", s[i].vendor, &vendors,
				 " (one of its own has a \"title\")", report);
		complain(&s[i], "role", s[i].role, &roles, "", report);
	}
	free(vendors.items);
	free(roles.items);
	return report->errors == before;
}
