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

#include <stddef.h>

#include "lib/conf_report.h"
#include "ruleset/list/reading.h"

/*
 * Which reading this is: raised when a list may come to something else than it
 * did before, so that what was taken in before is looked at again first.
 */
enum { LIST_READING = 4 };

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
			     void (*add)(void *arg, const struct list_entry *e),
			     void *arg);

/* The same for whom AS numbers are more than skipped; `to` has no use for
 * remarks. */
struct list_result list_read_to(const char *path, const struct list_options *o,
				struct conf_report *report,
				const struct list_sink *to);

/* The words a format may be given by, from 0, which is "auto"; NULL behind the
 * last. */
const char *list_format_word(size_t i);

#endif
