/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_LINES_H
#define RULESET_LIST_LINES_H

#include "ruleset/list/reader.h"

/* The next line that has something, its number in r->line: without comment;
 * as it is, but no line of comment; or any, but for the blanks around. */
bool lines_next(struct list_reader *r, struct span *line);
bool lines_next_whole(struct list_reader *r, struct span *line);
bool lines_next_raw(struct list_reader *r, struct span *line);

/* Puts lines together that end in a backslash, in `text`: the blanks before it
 * count, those that the next begins with do not. */
struct span lines_join(struct list_reader *r, struct span line, char *text,
		       size_t size);

/* Is it a comment from its start to its end? One of C may begin here that
 * ends in a later line: *open. */
bool lines_is_comment(struct span line, bool *open);

/* The length of the blank lines and those of comment in front of a text. */
size_t lines_head_comment(struct span head);

/* Without a comment: behind one of ; ! // -- at the start of a line or behind
 * a blank, or '#' anywhere; or between slash-star and star-slash. */
struct span lines_uncomment(struct span line);

#endif
