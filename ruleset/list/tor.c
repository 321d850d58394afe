/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Tor project's list of exits: "ExitAddress 192.0.2.7 DATE TIME". */

#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static unsigned looks(struct span line)
{
	return span_begins(line, "ExitAddress ") ||
	       span_begins(line, "ExitNode ") ? LOOKS_CERTAIN : 0;
}

static void parse(struct list_reader *r)
{
	struct span line, rest, word;

	while (lines_next_whole(r, &line)) {
		rest = line;
		word = span_word(&rest);
		if (span_is(word, "ExitAddress"))
			put_address(r, span_word(&rest));
		else if (!span_is(word, "ExitNode") &&
			 !span_is(word, "Published") &&
			 !span_is(word, "LastStatus") &&
			 !span_is(word, "Downloaded") && word.p[0] != '@')
			remark_reject(r, &line, "not a line of exits "
				      "(\"ExitAddress ADDRESS\")");
	}
}

const struct list_format tor_format = {
	.word = "tor", .looks = looks, .parse = parse,
};
