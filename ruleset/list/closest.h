/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_CLOSEST_H
#define RULESET_LIST_CLOSEST_H

#include "ruleset/list/reader.h"

/*
 * Runs `parse` twice, so that entries below an exception of the list hold
 * against it and deeper exceptions against them: in some formats the closest
 * name decides.
 */
void closest_parse(struct list_reader *r,
		   void (*parse)(struct list_reader *r));
/* The same, with what is listed known as well. */
void closest_parse_listed(struct list_reader *r,
			  void (*parse)(struct list_reader *r));
/* How many exceptions lie above the name; fewer than it has labels. */
uint8_t closest_above(const struct closest *c, const struct list_entry *e);
/* Whether a name is listed with all below it above this one, or is it. */
bool closest_is_below(const struct closest *c, const struct list_entry *e);
/* Whether the exception is of all below this very name. */
bool closest_is_at(const struct closest *c, const struct list_entry *e);

#endif
