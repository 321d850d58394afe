/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_LINES_H
#define RULESET_LIST_LINES_H

#include "ruleset/list/reader.h"

/* The next line that has something, its number in r->line; without comment,
 * or as it is but for the blanks around. */
bool lines_next(struct list_reader *r, struct span *line);
bool lines_next_raw(struct list_reader *r, struct span *line);

/* Without a comment: behind one of ; ! // -- at the start of a line or behind
 * a blank, or '#' anywhere; or between slash-star and star-slash. */
struct span lines_uncomment(struct span line);

#endif
