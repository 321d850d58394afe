/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_AUDIT_CHANGE_H
#define TOOLS_AUDIT_CHANGE_H

/*
 * A line of the register of changes (cordon-eve(5), REGISTER), also one that a
 * version before wrote, which has no values. Texts are borrowed from the tree;
 * what is not there is "".
 */

#include <stdbool.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/jsontree.h"

struct change {
	const char *gateway;	/* of a fleet: where; else "" */
	time_t time;
	const char *event, *of, *detail;
	bool has_values;	/* it says what there was, and is */
	const char *before, *after;	/* NULL: nothing */
	const char *until;
	bool confirm;
	bool by_itself;		/* cordond */
	long long uid;		/* -1: not known */
	const char *user, *sudo_user, *tty, *command;
};

/* False if it is none, and `why` says why not; borrowed. */
bool change_read(struct change *c, struct jsontree *tree, const char *line,
		 size_t len, const char **why);

/* Who did it: who became the user that did, or that user by name, else "uid 7";
 * "cordond" by itself. Returns `text`. */
enum { CHANGE_WHO = 64 };
const char *change_who(const struct change *c, char text[CHANGE_WHO]);

/* What there is now, for people: with when it ends by itself, which --for and
 * --confirm say, where the value does not have that in it. */
void change_after(const struct change *c, struct buffer *out);

/* It left everything as it was: a reload of the same files. */
bool change_is_idle(const struct change *c);

/* Is it by `who`: cordond, a user by name or number, also behind sudo? */
bool change_is_by(const struct change *c, const char *who);

/* Is it about `what`: an event, or what was changed, in any case of letters?
 * Of lines without values their words are looked through. */
bool change_is_about(const struct change *c, const char *what);

#endif
