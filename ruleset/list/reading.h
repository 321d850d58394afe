/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_READING_H
#define RULESET_LIST_READING_H

/* How a list is to be read, who gets what it holds, what it came to. */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/list/entry.h"

/* Zero-initialised or NULL: all automatic. Texts are borrowed. */
struct list_options {
	const char *format;	/* of list_format_word(); NULL or "auto" */
	enum list_match match;
	/* Of CSV and TSV: columns by title or number from 1, commas between;
	 * which rows (ruleset/list/where.h). */
	const char *column, *where;
	/* Of JSON: keys with dots between, "*" being any, several with commas;
	 * whatever the format may be otherwise. */
	const char *path;
	const char *country;	/* of statistics of a registry, "ru, by" */
	bool allowing;		/* exceptions alone are what is listed */
	const char *attributes;	/* of v2fly: as behind include:, "@cn @-ads" */
	const char *folder;	/* of v2fly: where include: looks; NULL: not */
	unsigned max_remarks;	/* reported one by one; 0: 100 */
};

enum list_remark_kind {
	LIST_REJECT,		/* no entry: what it is, what was expected */
	LIST_SKIP,		/* cannot be enforced */
	LIST_NOTE,		/* about the list as a whole */
	LIST_REFUSE,		/* the list is not to be used */
};

struct list_remark {
	enum list_remark_kind kind;
	const char *file;	/* of an include; NULL: the list itself */
	unsigned line;		/* 0: the file */
	const char *text;	/* printable ASCII */
};

/* Who gets what a list comes to; `remark` may be NULL. */
struct list_sink {
	void (*add)(void *arg, const struct list_entry *e);
	void (*remark)(void *arg, const struct list_remark *r);
	/* An AS that is listed as a whole; NULL: it is skipped. */
	void (*asn)(void *arg, uint32_t asn, unsigned line);
	void *arg;
};

struct list_result {
	const char *format;	/* the word of what it was read as, or NULL */
	size_t names, prefixes, exceptions;	/* entries added */
	size_t rejects;		/* LIST_REJECT */
	size_t skipped;		/* LIST_SKIP */
	size_t asns;		/* given to asn() */
	size_t urls;		/* whose hosts are among the names */
	size_t ignored;		/* rules that list nothing: cosmetic ones */
	bool missing;		/* there is no such file */
	bool refused;		/* what was added before is to be dropped */
};

#endif
