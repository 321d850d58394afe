/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_TIMED_H
#define RULESET_CONFIG_TIMED_H

/*
 * Local rules that end by themselves: "cordon block NAME --for 2h". The
 * register is STATE/timed.conf; those that hold are also in two plain lists,
 * STATE/timed/block.list and allow.list, which are compiled like the others.
 * Ends are moments of UTC, so a reboot does not lengthen them.
 */

#include <stdbool.h>
#include <time.h>

#include "lib/conf.h"
#include "ruleset/config/register.h"

enum timed_action { TIMED_BLOCK, TIMED_ALLOW, TIMED_ACTIONS };

extern const struct registry timed_register;
extern const char *const timed_words[];		/* "block", "allow", NULL */
extern const char *const timed_done_words[TIMED_ACTIONS];	/* "blocked" */

struct timed_rule {
	char *entry;		/* as a line of a list */
	enum timed_action action;
	char *until;		/* RFC 3339, UTC */
	char *by, *reason;
	unsigned line;
	const char *file;
	time_t end;		/* `until`, read */
};

struct timed {
	struct conf_list rules;	/* struct timed_rule */
};

/* A missing register is empty; false if it has a mistake, which `report` then
 * tells. timed_done() frees in either case. */
bool timed_read(struct timed *t, const char *state,
		struct conf_report *report);
void timed_done(struct timed *t);

/* When the next ends, 0 if none does. */
time_t timed_next(const struct timed *t);

/* Adds a rule, or gives the one for the same entry and action a new end. */
void timed_set(struct timed *t, const struct timed_rule *r);

/* Drops those that are over, or the one for `entry`; returns how many. */
size_t timed_drop_over(struct timed *t, time_t now);
size_t timed_drop(struct timed *t, enum timed_action a, const char *entry);

/* Writes the register and both lists: 0 or -errno. */
int timed_store(const struct timed *t, const char *state);

/* The list of those with this action; the caller frees. */
char *timed_list(const char *state, enum timed_action a);

#endif
