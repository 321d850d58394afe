/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_NAMES_SORT_H
#define RULESET_INDEX_NAMES_SORT_H

/* The builder of names.idx sorts rules by name, scope (those of a name alone
 * last), class, line. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One rule; its name stands in the arena with its labels turned round, each
 * ended by a NUL, so that the order of bytes puts a parent right before its
 * children. Four bytes of it are kept here while sorting.
 */
struct names_entry {
	uint32_t key;		/* where in the arena */
	uint32_t line;
	uint32_t cache;
	uint16_t class;
	uint8_t len;
	uint8_t scope;		/* enum names_scope */
};

/* Of rules of one name, for qsort(). */
int names_sort_rules(const void *a, const void *b);

/* The arena needs four more bytes behind the last key. */
void names_sort(struct names_entry *entries, size_t n, const char *arena);

#endif
