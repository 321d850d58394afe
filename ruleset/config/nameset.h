/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_NAMESET_H
#define RULESET_CONFIG_NAMESET_H

/*
 * What the names of one list come to: each once, children of a listed suffix
 * folded away, the list's own exceptions taken out. An exception below a
 * listed suffix is no name less: it stays, as an exception. Zero-initialise
 * to start.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "ruleset/list/list.h"

struct nameset_item {
	uint64_t start;		/* the first eight bytes of its key */
	size_t at;		/* of its key among the keys */
	uint8_t len;
	uint8_t important;
	uint8_t kind;		/* enum list_kind, no prefix */
	bool allow;
};

struct nameset {
	struct buffer keys;	/* names; before folding from their end */
	struct nameset_item *items;
	size_t n;
};

void nameset_done(struct nameset *s);
void nameset_add(struct nameset *s, const struct list_entry *e);

/* Drops what adds nothing, makes a suffix of a name and what is below it, and
 * sorts by name, suffixes and what is below behind exact names, and exceptions
 * behind all. */
void nameset_fold(struct nameset *s);

/* Writes the name of an item of a folded set. */
void nameset_name(const struct nameset *s, const struct nameset_item *i,
		  char name[256]);

#endif
