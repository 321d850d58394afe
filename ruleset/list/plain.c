/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain lists: a name, an address, a prefix or a range a line. */

#include "ruleset/list/formats.h"

unsigned domains_looks(struct span line)
{
	line = uncomment(line);
	return line.len > 0 && !memchr(line.p, ' ', line.len) &&
	       !looks_like_address(line);
}

unsigned netset_looks(struct span line)
{
	struct range r;

	line = unquote(uncomment(line));
	return line.len > 0 && looks_like_address(line) &&
	       !read_range(line, &r);
}

void plain_parse(struct list_reader *r)
{
	struct span line;

	while (next_line(r, &line)) {
		line = unquote(line);
		if (starts_with(line, "full:")) {
			cut_at(&line, ':');
			put_name(r, line, LIST_EXACT);
		} else if (starts_with(line, "keyword:") ||
			   starts_with(line, "regexp:")) {
			skip(r, &line, "a pattern, not a name");
		} else {
			put_any(r, line);
		}
	}
}
