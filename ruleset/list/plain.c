/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain lists: a name, an address, a prefix or a range a line. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static unsigned look_as_names(struct span line)
{
	line = lines_uncomment(line);
	return line.len > 0 && !memchr(line.p, ' ', line.len) &&
	       !addresses_look_so(line);
}

static unsigned look_as_addresses(struct span line)
{
	struct range r;

	line = span_unquote(lines_uncomment(line));
	return line.len > 0 && addresses_look_so(line) &&
	       !addresses_read(line, &r);
}

static void parse(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line)) {
		line = span_unquote(line);
		if (span_begins(line, "full:")) {
			span_cut(&line, ':');
			put_name(r, line, LIST_EXACT);
		} else if (span_begins(line, "keyword:") ||
			   span_begins(line, "regexp:")) {
			remark_skip(r, &line, "a pattern, not a name");
		} else {
			put_any(r, line);
		}
	}
}

const struct list_format domains_format = {
	.word = "domains", .looks = look_as_names, .parse = parse,
};

const struct list_format netset_format = {
	.word = "netset", .looks = look_as_addresses, .parse = parse,
};
