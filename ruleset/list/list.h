/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_LIST_H
#define RULESET_LIST_LIST_H

/*
 * Lists as they exist in the wild, the local ones (block.list, allow.list,
 * protect.list) among them: one entry point from text to entries. The format
 * is recognised by content or given by its word; each is a file in
 * ruleset/list/. Nothing is ever resolved, and nothing guessed: what is no
 * entry is rejected, what means something that cannot be enforced by name or
 * address is skipped, and both are reported with their lines.
 *
 * A plain list has one entry a line:
 *
 *	example.com		the name and all below it
 *	*.example.com		the same, as is .example.com
 *	full:www.example.com	that name alone
 *	192.0.2.0/24		a prefix or an address, IPv4 or IPv6
 *	192.0.2.3-192.0.2.9	a range: its fewest prefixes are added
 *	# comment		also behind an entry
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/address.h"
#include "lib/conf.h"

enum list_kind { LIST_SUFFIX, LIST_EXACT, LIST_PREFIX };

/*
 * What one line adds. `allow` is an exception that the list itself makes from
 * its other entries, and from no other list; it does not reach entries that
 * are `important`. LIST_PREFIX covers ranges too: several with one line.
 */
struct list_entry {
	enum list_kind kind;
	bool allow;
	uint8_t important;	/* more prevails over less */
	uint8_t len;		/* of the name */
	unsigned line;
	uint32_t asn;		/* that announces the prefix; 0: not said */
	char name[256];		/* lower case, A-labels, no trailing dot */
	struct prefix prefix;
};

/* What the names of a list mean: what its format says, or always this. */
enum list_match { LIST_MATCH_AUTO, LIST_MATCH_EXACT, LIST_MATCH_SUFFIX };

/* Zero-initialised or NULL: all automatic. Texts are borrowed. */
struct list_options {
	const char *format;	/* a word of list_formats(); NULL or "auto" */
	enum list_match match;
	const char *column;	/* of CSV and TSV: its name or number from 1 */
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

/* What a LIST_REJECT of a single label ends with, behind `"LABEL": `: a list
 * that has one may be broken or hostile. */
extern const char list_single_label[];

/* Who gets what a list comes to; `remark` may be NULL. */
struct list_sink {
	void (*add)(const struct list_entry *e, void *arg);
	void (*remark)(const struct list_remark *r, void *arg);
	void *arg;
};

struct list_result {
	const char *format;	/* the word of what it was read as, or NULL */
	size_t names, prefixes, exceptions;	/* entries added */
	size_t rejects;		/* LIST_REJECT */
	size_t skipped;		/* LIST_SKIP */
	size_t ignored;		/* rules that list nothing: cosmetic ones */
	bool missing;		/* there is no such file */
	bool refused;		/* what was added before is to be dropped */
};

/*
 * Reads a text. A list is refused, though entries may have been added before,
 * if it is not one (HTML, gzip data, UTF-16, binary, ...) or ends too early
 * to be whole.
 */
struct list_result list_parse(const void *text, size_t len,
			      const struct list_options *o,
			      const struct list_sink *sink);

/*
 * The same for the file at `path`, "-" being standard input. Rejects and
 * refusals are mistakes in `report`, the other remarks are only written
 * there. A missing file has no entries and no mistake.
 */
struct list_result list_read(const char *path, const struct list_options *o,
			     struct conf_report *report,
			     void (*add)(const struct list_entry *e, void *arg),
			     void *arg);

/* The words a format may be given by, NULL-terminated, "auto" first. */
const char *const *list_formats(void);

#endif
