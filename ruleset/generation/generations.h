/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_GENERATIONS_H
#define RULESET_GENERATION_GENERATIONS_H

/*
 * The generations on disk: STATE/generations/NUMBER/, each whole, and
 * STATE/current, a link to the one in force. What holds that one in force
 * against newer inputs stands in STATE/hold, a word, a number and a line of
 * text; see enum hold. Functions return 0 or -errno where not said otherwise.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/jsontree.h"
#include "ruleset/generation/origin.h"

enum { GENERATIONS_KEPT = 5, HOLD_INPUTS = 32, HOLD_REASON = 200 };

/* The folder of generation `number`; the caller frees. */
char *generations_folder(const char *state, unsigned number);

/* The number that STATE/current leads to, 0 if there is none. */
unsigned generations_current(const char *state);

/* The numbers of all that are on disk, ascending; the caller frees. */
size_t generations_list(const char *state, unsigned **numbers);

/* Appends manifest.json of generation `number`. */
int generations_manifest(const char *state, unsigned number,
			 struct buffer *out);

/* The same as a tree, to be freed by jsontree_done(); NULL if it is not there
 * or damaged. And where the generation came from: false if it does not say. */
const struct jsontree_node *generations_tree(struct jsontree *t,
					     const char *state,
					     unsigned number);
bool generations_origin(const char *state, unsigned number, struct origin *o);

/* Moves STATE/current to `number`: whole, in one step, and on disk. */
int generations_switch(const char *state, unsigned number);

/*
 * Renames STATE/generations/new to `number`, makes it the current one and
 * removes what is beyond the last GENERATIONS_KEPT and of no state of the lists
 * (origin.h) among the last so many; what is current and what is held stays.
 * With an error the current one is what it was.
 */
int generations_publish(const char *state, unsigned number);

/* An empty STATE/generations/new to write into, its name in `*folder`, which
 * the caller frees. */
int generations_begin(const char *state, char **folder);
/* Removes it again, and what else a writer that was killed has left. */
void generations_abandon(const char *state);

/* One more than the highest number ever used and still there. */
unsigned generations_next(const char *state);

/*
 * Waits until nobody else writes generations and keeps it so until the file
 * returned is closed; -errno. Only writers take it.
 */
int generations_lock(const char *state);

/* Why the generation in force is not to be replaced. */
enum hold {
	HOLD_NONE,
	HOLD_PIN,	/* generation `number`, until it is unpinned */
	HOLD_FREEZE,	/* the current one, whatever that is */
	HOLD_ROLLBACK,	/* `number`, until the inputs are others than
			   `inputs` (compile_digest() when it was done) */
	HOLDS
};

extern const char *const hold_words[HOLDS];

struct generations_hold {
	enum hold kind;
	unsigned number;
	unsigned char inputs[HOLD_INPUTS];
	char reason[HOLD_REASON];	/* one line, may be "" */
};

/* A missing or damaged file holds nothing. */
void generations_hold(const char *state, struct generations_hold *h);
/* HOLD_NONE removes the file. */
int generations_set_hold(const char *state, const struct generations_hold *h);

#endif
