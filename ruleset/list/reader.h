/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_READER_H
#define RULESET_LIST_READER_H

#include "lib/text.h"
#include "ruleset/list/reading.h"

struct closest;

/* The reading of one list. */
struct list_reader {
	struct text *in;
	const struct list_options *options;
	const struct list_sink *sink;
	struct list_result *result;
	struct list_entry entry;	/* the next one, filled in by put_*() */
	const struct closest *closest;	/* exceptions of the list, or NULL */
	const char *file;		/* of an include, or NULL */
	unsigned line;			/* of what is being read */
	bool learning;			/* the first of two readings */
	bool commented;			/* inside a comment of several lines */
	size_t urls, paths;		/* URLs; those of more than a host */
	bool no_wildcard;		/* RPZ: the owner has no "*." */
};

#endif
