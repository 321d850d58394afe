/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_REGISTER_H
#define RULESET_CONFIG_REGISTER_H

/*
 * What commands write down, for the daemon to read: STATE/NAME.conf, in the
 * form of a configuration, which is replaced whole. Who changes one reads and
 * writes it under STATE/NAME.lock.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/conf.h"

struct registry {
	const char *name;
	const char *head;	/* its first line, a comment: who writes it */
	bool private;		/* it says who and why: for root and the
				   folder's owner alone */
	const struct conf_row *rows;
	size_t nrows;
};

/* STATE/NAME.conf; STATE/NAME.lock. The caller frees. */
char *register_path(const struct registry *r, const char *state);
char *register_lock_path(const struct registry *r, const char *state);

/* Nobody else changes it until the result is closed; see lockfile_take(). */
int register_lock(const struct registry *r, const char *state,
		  uint64_t seconds);

/*
 * Reads a moment of an entry that stands at `file`:`line`. Only what is the
 * same at every time and place will do.
 */
void register_moment(const char *file, unsigned line, const char *key,
		     const char *text, time_t *out,
		     struct conf_report *report);

/* Into the struct at `base`, of zeroes or standard values. One that is missing
 * is empty; false if it has a mistake. conf_free() with its rows frees. */
bool register_read(const struct registry *r, const char *state, void *base,
		   struct conf_report *report);

/* Is it there, and private to others than who asks? */
bool register_is_hidden(const struct registry *r, const char *state);

/* One that is private and was written before that was so: now it is. */
void register_narrow(const struct registry *r, const char *state);

/* 0 or -errno. */
int register_store(const struct registry *r, const char *state,
		   const void *base);

#endif
