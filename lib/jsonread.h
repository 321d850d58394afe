/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_JSONREAD_H
#define LIB_JSONREAD_H

/*
 * Reads JSON (RFC 8259) value by value out of a text of any length, with no
 * memory but this struct: what a library that builds a tree would need the
 * file's size many times for. Values may follow each other, as in a file of
 * lines of JSON.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"

enum json_event {
	JSON_END,	/* of the text */
	JSON_BAD,	/* `why`; it stays so */
	JSON_OPEN,	/* of an object or array, whose values come next */
	JSON_CLOSE,	/* of what was opened last */
	JSON_STRING,	/* in `value` */
	JSON_NUMBER,	/* as written, in `value` */
	JSON_WORD,	/* true, false or null, in `value` */
};

enum { JSON_DEPTH = 32, JSON_KEY = 40, JSON_VALUE = 1024 };

/* Where a value stands: in an object or an array, and under which key. */
struct json_level {
	char bracket;		/* '{' or '[', of what holds it */
	const char *key;	/* "" in an array, and of one that is longer
				   than JSON_KEY unless texts are kept */
	size_t index;		/* among its neighbours, from 0 */
	char copy[JSON_KEY];	/* holds the key */
};

struct json_reader {
	struct text *in;
	unsigned depth;
	/* path[1] is the outermost. A value's own place is path[depth], what
	 * was just closed included; of what was just opened it is
	 * path[depth - 1], as path[depth] is inside already. */
	struct json_level path[JSON_DEPTH + 1];
	const char *value;	/* NUL-terminated; good until the next call */
	size_t len;
	bool cut;		/* the value was longer than JSON_VALUE */
	const char *why;
	bool comma;		/* a value was there: ',' or a close follows */
	char *room, *end;	/* where the next text goes */
	bool keep;
	char own[JSON_VALUE];
};

void json_read(struct json_reader *r, struct text *in);

/* The same, but keys and values are put one behind the other into `room`,
 * whole, and stay good as long as it. A text of n bytes needs n + 1 of it at
 * most. */
void json_read_into(struct json_reader *r, struct text *in, char *room,
		    size_t size);

enum json_event json_next(struct json_reader *r);

/* Whether what stands at `level` of the path has this key. */
bool json_key_is(const struct json_reader *r, unsigned level,
		 const char *key);

#endif
