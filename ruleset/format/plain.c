/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain lists: a name, an address, a prefix or a range a line. */

#include "ruleset/format/formats.h"

void plain_parse(struct list_reader *r)
{
	struct span line;

	while (next_line(r, &line)) {
		if (starts_with(line, "full:")) {
			cut_at(&line, ':');
			put_name(r, line, LIST_EXACT);
		} else {
			put_any(r, line);
		}
	}
}
