/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_JSONTREE_H
#define LIB_JSONTREE_H

/*
 * One JSON value (RFC 8259) as a tree to look things up in: an answer of the
 * daemon, a line of the log, a file of the state. What is missing, or of
 * another type, reads as "", 0 or false, so that who asks need not test every
 * step of the way. Texts have no NUL in them, and are UTF-8.
 *
 * Nodes stand in the order of the text, each before what is in it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/json.h"

enum jsontree_type {
	JSONTREE_WORD,		/* true, false, null */
	JSONTREE_NUMBER,
	JSONTREE_TEXT,
	JSONTREE_LIST,
	JSONTREE_OBJECT,
};

struct jsontree_node {
	enum jsontree_type type;
	size_t size;		/* nodes from this one to its neighbour */
	const char *key;	/* in an object, else "" */
	const char *text;	/* of a text; as written of numbers, words */
};

/* Zero-initialise to start. Parsing again takes the memory anew. */
struct jsontree {
	struct jsontree_node *nodes;
	size_t n, room;
	char *texts;
	size_t size;
	/* Where it is no JSON, and why, at last in one: "line 1, column 7:
	 * ',' was expected". */
	unsigned line;
	size_t column;
	const char *reason;
	char why[80];
};

/* The value, good until the tree is parsed into again or done; NULL where
 * `len` bytes at `p` are not just one, with t->why. */
const struct jsontree_node *jsontree_parse(struct jsontree *t, const void *p,
					   size_t len);
void jsontree_done(struct jsontree *t);

/* --- looking up: any node may be NULL --------------------------------- */

/* The member of a key; of those with the same key the last. */
const struct jsontree_node *jsontree_member(const struct jsontree_node *of,
					    const char *key);

/* What a path leads to, "queues.waiting", in a list by number: "lists.0.id".
 * "" is the node itself. */
const struct jsontree_node *jsontree_at(const struct jsontree_node *of,
					const char *path);

const char *jsontree_text(const struct jsontree_node *of, const char *path);
/* A whole number; what is beyond all becomes the last. */
long long jsontree_number(const struct jsontree_node *of, const char *path);
bool jsontree_true(const struct jsontree_node *of, const char *path);

/* How many are in a list or object. */
size_t jsontree_count(const struct jsontree_node *of);

/* The first in it, and the one behind `n`; NULL where there is none. */
const struct jsontree_node *jsontree_first(const struct jsontree_node *of);
const struct jsontree_node *jsontree_next(const struct jsontree_node *of,
					  const struct jsontree_node *n);

#define jsontree_each(n, of) \
	for (const struct jsontree_node *n = jsontree_first(of); n; \
	     n = jsontree_next(of, n))

/* Writes it as it is, under `key` (NULL in an array and at the top). */
void jsontree_put(const struct jsontree_node *n, const char *key,
		  struct json *j);

#endif
