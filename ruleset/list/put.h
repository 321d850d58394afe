/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_PUT_H
#define RULESET_LIST_PUT_H

/* What formats add. */

#include "lib/range.h"
#include "ruleset/list/reader.h"

/*
 * Adds a name as `kind`, unless the options' match says otherwise, or an
 * address, prefix or range; with r->entry.allow, important and asn as they
 * are. What is none is rejected. False if nothing was added.
 */
bool put_name(struct list_reader *r, struct span name, enum list_kind kind);
bool put_address(struct list_reader *r, struct span text);
bool put_range(struct list_reader *r, const struct range *range);

/* Whichever it looks like; "*.x" and ".x" are x. */
bool put_any(struct list_reader *r, struct span text);

#endif
