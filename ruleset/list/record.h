/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_RECORD_H
#define RULESET_LIST_RECORD_H

/* Tables as text (RFC 4180, and with tabs): a record a line, quotes around
 * fields that hold the separator, quotes or newlines. */

#include "ruleset/list/reader.h"

enum { RECORD_FIELDS = 256, RECORD_LENGTH = TEXT_LINE_MAX };

struct record {
	char separator;
	bool quotes;		/* stand for something */
	bool comments;		/* are passed over, but for a row behind '#' */
	char *record;		/* heap, RECORD_LENGTH */
	struct span fields[RECORD_FIELDS];
	size_t n;
};

void record_init(struct record *t, char separator, bool quotes);
void record_done(struct record *t);

/* The next record that is not empty, its line in r->line; its fields are good
 * until the next call. What is too long is rejected. */
bool record_next(struct record *t, struct list_reader *r);

/* The field with this number, from 0; empty if there are less. */
struct span record_field(const struct record *t, size_t i);

/* Takes a line apart that is there already, without quotes. */
void record_split(struct record *t, struct span line);

#endif
