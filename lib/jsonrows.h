/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_JSONROWS_H
#define LIB_JSONROWS_H

/*
 * Writes a struct as an object of JSON: a table of rows says which members it
 * has, in their order, and where in the struct they are. The table is the
 * description of the format; what fills the struct knows nothing of JSON.
 */

#include <stddef.h>

#include "lib/array.h"
#include "lib/json.h"

enum jsonrow_type {
	JSONROW_FIXED,		/* the text `fixed` */
	JSONROW_TEXT,		/* const char *; NULL: left out */
	JSONROW_CHARS,		/* char[], ended by NUL; "": left out */
	JSONROW_TAG,		/* a text in an array of its own */
	JSONROW_BOOL,
	JSONROW_UNSIGNED,	/* of any width */
	JSONROW_SIGNED,		/* int64_t */
	JSONROW_GROUP,		/* a struct that `rows` describe, inside */
	JSONROW_LIST,		/* struct jsonlist */
	JSONROW_OWN,		/* what `put` writes */
};

/* An array: of structs that `rows` describe, without them of const char *. */
struct jsonlist {
	const void *items;
	size_t n;
};

struct jsonrow {
	const char *key;
	enum jsonrow_type type;
	const char *fixed;
	size_t offset;
	size_t width;		/* UNSIGNED: of it; LIST: of an item */
	size_t when;		/* only if the bool at when - 1 is true; 0:
				   always */
	const struct jsonrow *rows;
	size_t nrows;
	void (*put)(struct json *j, const char *key, const void *member);
};

/* The members, into an object that is open. */
void jsonrows_put(struct json *j, const struct jsonrow *rows, size_t n,
		  const void *base);

/* The object itself. */
void jsonrows_object(struct json *j, const char *key,
		     const struct jsonrow *rows, size_t n, const void *base);

/* --- rows, of `struct s` ---------------------------------------------- */

/* A member, or one of a member. What is of no type here does not compile. */
#define JSONROW_OF(s, key_, m) \
	.key = key_, .offset = offsetof(struct s, m), \
	.width = sizeof(((struct s *)0)->m), \
	.type = _Generic(&((struct s *)0)->m, \
		char **: JSONROW_TEXT, const char **: JSONROW_TEXT, \
		char (*)[sizeof(((struct s *)0)->m)]: JSONROW_CHARS, \
		bool *: JSONROW_BOOL, uint8_t *: JSONROW_UNSIGNED, \
		uint16_t *: JSONROW_UNSIGNED, unsigned *: JSONROW_UNSIGNED, \
		unsigned long *: JSONROW_UNSIGNED, \
		unsigned long long *: JSONROW_UNSIGNED, \
		int64_t *: JSONROW_SIGNED)
#define JSONROW_WHEN(s, cond) .when = 1 + offsetof(struct s, cond)

/* The same text in every object. */
#define JSONROW_SAYS(key_, text) \
	{ .key = key_, .type = JSONROW_FIXED, .fixed = text }
#define JSONROW(s, key_, m) { JSONROW_OF(s, key_, m) }
/* Only if its member `cond`, a bool, is true. */
#define JSONROW_IF(s, key_, m, cond) \
	{ JSONROW_OF(s, key_, m), JSONROW_WHEN(s, cond) }
/* A text in an array of its own. */
#define JSONROW_TAGGED(s, key_, m) \
	{ .key = key_, .offset = offsetof(struct s, m), .type = JSONROW_TAG }
/* An object of other members of the same struct. */
#define JSONROW_INSIDE(key_, table) \
	{ .key = key_, .type = JSONROW_GROUP, \
	  .rows = table, .nrows = ARRAY_SIZE(table) }
#define JSONROW_INSIDE_IF(s, key_, table, cond) \
	{ .key = key_, .type = JSONROW_GROUP, .rows = table, \
	  .nrows = ARRAY_SIZE(table), JSONROW_WHEN(s, cond) }
/* A struct jsonlist: of texts, or of structs `item`. */
#define JSONROW_TEXTS(s, key_, m) \
	{ .key = key_, .offset = offsetof(struct s, m), .type = JSONROW_LIST }
#define JSONROW_STRUCTS(s, key_, m, table, item) \
	{ .key = key_, .offset = offsetof(struct s, m), \
	  .type = JSONROW_LIST, .width = sizeof(struct item), \
	  .rows = table, .nrows = ARRAY_SIZE(table) }
/* What a function writes of a member: by the key, or without one members of
 * the object that is open. */
#define JSONROW_BY(s, key_, m, function) \
	{ .key = key_, .offset = offsetof(struct s, m), \
	  .type = JSONROW_OWN, .put = function }

#endif
