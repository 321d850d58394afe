/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of URLs: their hosts are listed, and nothing below them, whatever the
 * path. What stands among them is read as in a plain list. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/plain.h"
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
		plain_put_line(r, line);
}

static void parse(struct list_reader *r)
{
	struct span line, rest, word;

	while (lines_next_whole(r, &line)) {
		rest = line;
		word = span_word(&rest);
		if (word.p[0] == '"')
			word = span_unquote(word);
		if (url_scheme(word))
			put_item(r, word, LIST_SUFFIX);
		else if (rest.len > 0 && span_trim(rest).p[0] != '#')
			plain_put_line(r, lines_uncomment(line));
		else
			put_bare(r, word);
	}
}

const struct list_format urls_format = {
	.word = "urls", .looks = looks, .parse = parse,
};
