/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_H
#define RULESET_LIST_H

/*
 * Plain lists, one entry a line: block.list, allow.list, protect.list.
 *
 *	example.com		the name and all below it
 *	*.example.com		the same, as is .example.com
 *	full:www.example.com	that name alone
 *	192.0.2.0/24		a prefix or an address, IPv4 or IPv6
 *	# comment		also behind an entry
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/address.h"
#include "lib/conf.h"

enum list_kind { LIST_SUFFIX, LIST_EXACT, LIST_PREFIX };

struct list_entry {
	enum list_kind kind;
	unsigned line;
	char name[256];		/* lower case, no trailing dot */
	struct prefix prefix;
};

/* One line without its newline into `e` (but for e->line). True if there is
 * an entry; false with *error NULL if there is none, else with what is wrong
 * (static text). */
bool list_parse_line(const char *line, size_t len, struct list_entry *e,
		     const char **error);

/*
 * Calls `add` for each entry of the file at `path`, in order. A missing file
 * has none. Bad lines are complained about and passed over; false if there
 * was one.
 */
bool list_read(const char *path, struct conf_report *report,
	       void (*add)(const struct list_entry *e, void *arg), void *arg);

#endif
