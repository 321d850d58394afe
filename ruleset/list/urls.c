/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of URLs: their hosts are listed, and nothing below them, whatever the
 * path. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/url.h"

static unsigned looks(struct span line)
{
	return url_scheme(line) ? 4 : 0;
}

/* The same without a scheme, as some lists have them. */
static void put_bare(struct list_reader *r, struct span line)
{
	struct range range;

	if (addresses_read(line, &range) && memchr(line.p, '/', line.len))
		put_host(r, line);
	else
		put_item(r, line, LIST_SUFFIX);
}

static void parse(struct list_reader *r)
{
	struct span line, rest;

	while (lines_next_whole(r, &line)) {
		rest = line;
		line = span_word(&rest);
		if (line.p[0] == '"')
			line = span_unquote(line);
		if (url_scheme(line))
			put_item(r, line, LIST_SUFFIX);
		else if (rest.len > 0 && span_trim(rest).p[0] != '#')
			put_item(r, (struct span) { line.p, line.len +
				 rest.len }, LIST_SUFFIX);
		else
			put_bare(r, line);
	}
}

const struct list_format urls_format = {
	.word = "urls", .looks = looks, .parse = parse,
};
