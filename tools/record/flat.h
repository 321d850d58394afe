/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_FLAT_H
#define TOOLS_RECORD_FLAT_H

/*
 * A line of the log as a row of a flat table, its values with tabs between:
 * what ClickHouse calls TabSeparated, and takes in for a fifth of what the same
 * costs as JSON. A row is what a line is, by its stream and number; lines about
 * cordon itself are rows of type "cordon".
 *
 * The columns, in this order. It never changes: a new one comes at the end.
 *
 *	gateway stream seq		whose line, and which; 0: no number
 *	time us				seconds since 1970, and microseconds
 *	type				"alert", "cordon", or another's word
 *	n first_us			events that it is, since when
 *	client client_port mac iface	who tried
 *	dest dest_port proto app via	where to, and how it was seen
 *	name hint target		asked for; by DNS; what is counted
 *	outcome action			blocked, would-block, ...; what EVE says
 *	vendor role list line match_type match confidence
 *	exception exception_owner exception_until
 *	basis authority citation duty jurisdiction
 *	mode generation severity	in force then
 *	source origin story refused
 *	host event detail		the last two of "cordon" alone
 *
 * flat_columns has the type of each. What a line does not say is an empty text
 * or 0. In texts a tab, newline, carriage return, NUL and backslash are
 * written as \t \n \r \0 \\; they may hold any other byte.
 */

#include "lib/buffer.h"
#include "tools/record/record.h"

enum flat_type { FLAT_TEXT, FLAT_U8, FLAT_U16, FLAT_U32, FLAT_U64, FLAT_I64,
		 FLAT_TIME };

enum { FLAT_COLUMNS = 47 };

struct flat_column {
	const char *name;
	enum flat_type type;	/* a number beyond it becomes 0 */
};

extern const struct flat_column flat_columns[FLAT_COLUMNS];

/* The type's name in ClickHouse, old ones too: "String", "UInt16". */
extern const char *const flat_words[];

/* Appends the row with its newline; nothing of RECORD_BAD. */
void flat_put(struct buffer *out, const struct record *r);

#endif
