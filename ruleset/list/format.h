/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_FORMAT_H
#define RULESET_LIST_FORMAT_H

#include "ruleset/list/reader.h"

/*
 * A row: its word, how much a line of its text looks like it (0: not at all),
 * and what reads it. A format whose text is not made of lines has `begins`
 * instead, which sees the beginning of the text.
 */
struct list_format {
	const char *word;
	unsigned (*looks)(struct span line);
	bool (*begins)(struct span head);
	bool comments;		/* looks() wants lines of comment as well */
	void (*parse)(struct list_reader *r);
};

/* What a line looks like that no other format has: more than all others come
 * to together. */
enum { LOOKS_CERTAIN = 1 << 20 };

#endif
