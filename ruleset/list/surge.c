/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of Surge, Loon, Quantumult X and Clash as lines of text, alone or in
 * the section of a configuration. */

#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/proxyrule.h"
#include "ruleset/list/remark.h"

/* "[Rule]", "[filter_local]": of a configuration the others are read over. */
static bool takes_section(struct span line, bool *foreign)
{
	if (line.p[0] != '[' || line.p[line.len - 1] != ']')
		return false;
	*foreign = !span_is_nocase(line, "[rule]") &&
		   !span_is_nocase(line, "[filter_local]") &&
		   !span_is_nocase(line, "[remote rule]");
	return true;
}

static void read(struct list_reader *r, struct proxyrules *p)
{
	bool foreign = false;
	struct span line;

	while (lines_next(r, &line)) {
		if (takes_section(line, &foreign) || foreign)
			continue;
		if (!proxyrule_take(p, r, line) && !p->counting)
			remark_reject(r, &line, "not a rule (\"DOMAIN-SUFFIX,"
				      "NAME\")");
	}
}

static void parse(struct list_reader *r)
{
	proxyrule_parse(r, read);
}

const struct list_format surge_format = {
	.word = "surge", .looks = proxyrule_look, .parse = parse,
};
