/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of mihomo as text, and DOMAIN-SETs of Surge, which cannot be told from
 * plain lists where they have no "+." */

#include "ruleset/list/clashname.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"

static unsigned looks(struct span line)
{
	return span_begins(line, "+.") ? LOOKS_CERTAIN : 0;
}

static void parse(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line))
		clashname_put(r, line);
}

/* Surge's ".name" is it and all below it. */
static void parse_set(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line))
		if (span_begins(line, "."))
			put_suffix(r, line);
		else
			clashname_put(r, line);
}

const struct list_format mihomo_format = {
	.word = "mihomo", .looks = looks, .parse = parse,
};

const struct list_format domain_set_format = {
	.word = "domain-set", .parse = parse_set,
};
