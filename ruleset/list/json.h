/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_JSON_H
#define RULESET_LIST_JSON_H

/* What formats in JSON have in common. */

#include "lib/jsonread.h"
#include "ruleset/list/reader.h"

/* Does a text begin as JSON does? */
bool json_begins(struct span head);

/* And has it this somewhere in its beginning; this key? Both with quotes. */
bool json_has(struct span head, const char *text);
bool json_has_key(struct span head, const char *key);

struct span json_value(const struct json_reader *j);
/* A string, or "?" where it does not fit. */
void json_copy(const struct json_reader *j, char *to, size_t size);
/* A number of at most 32 bits, or 0. */
uint32_t json_u32(const struct json_reader *j);

/* Refuses the list if its JSON did not end as it must. */
void json_end(struct list_reader *r, const struct json_reader *j,
	      enum json_event e);

#endif
