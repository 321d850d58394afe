/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_TABLE_H
#define RULESET_LIST_TABLE_H

/* Tables as text (RFC 4180, and with tabs): a record a line, quotes around
 * fields that hold the separator, quotes or newlines. */

#include "ruleset/list/format.h"

enum { TABLE_FIELDS = 256, TABLE_RECORD = TEXT_LINE_MAX };

struct table {
	char separator;
	bool quotes;		/* stand for something */
	char *record;		/* heap, TABLE_RECORD */
	struct span fields[TABLE_FIELDS];
	size_t n;
};

void table_init(struct table *t, char separator, bool quotes);
void table_done(struct table *t);

/* The next record that is not empty, its line in r->line; its fields are good
 * until the next call. What is too long is rejected. */
bool table_next(struct table *t, struct list_reader *r);

/* The field with this number, from 0; empty if there are less. */
struct span table_field(const struct table *t, size_t i);

/* Takes a line apart that is there already, without quotes. */
void table_split(struct table *t, struct span line);

#endif
