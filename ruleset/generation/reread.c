/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another reading of a source changes, entry by entry. */

#include "lib/prefix.h"
#include "ruleset/generation/name_change.h"
#include "ruleset/generation/prefix_change.h"
#include "ruleset/generation/reread.h"

enum { SAMPLES = 5 };	/* of what comes, and of what goes */

struct telling {
	struct reread sums;
	const struct config_source *source;
	struct conf_report *report;
};

static void tell(struct telling *t, bool added, const char *kind,
		 const char *what, int len)
{
	size_t *n = added ? &t->sums.came : &t->sums.went;

	if (++*n <= SAMPLES)
		conf_remark(t->report, t->source->file, t->source->line,
			    "source \"%s\": %s %.*s %s", t->source->id, kind,
			    len, what, added ? "comes" : "goes");
}

static void tell_name(void *arg, const struct name_change *c)
{
	if (c->action != LEGEND_EXCEPT)
		tell(arg, c->added, names_scope_words[c->scope], c->name,
		     (int)c->len);
}

static void tell_prefix(void *arg, const struct prefix_change *c)
{
	char text[ADDRESS_TEXT];

	tell(arg, c->added, "prefix", prefix_format(&c->prefix, text),
	     ADDRESS_TEXT);
}

struct reread reread_source(const struct generation *before,
			    const struct generation *after,
			    const struct config_source *s,
			    struct conf_report *report)
{
	struct telling t = { .source = s, .report = report };

	name_change_each(before, after, s->id, tell_name, &t);
	prefix_change_each(before, after, s->id, tell_prefix, &t);
	return t.sums;
}
