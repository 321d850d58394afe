/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_NAME_CHANGE_H
#define RULESET_GENERATION_NAME_CHANGE_H

/* Which names another generation lists that the one before did not, and the
 * other way round. */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/generation/generation.h"

/* A rule of a name that came or went: whose it is, what it does and whether it
 * is for that name alone. From which list is no change. */
struct name_change {
	bool added;
	const char *name;	/* not NUL-terminated */
	size_t len;
	enum names_scope scope;
	const char *vendor;
	enum legend_action action;
};

/* Calls `each` for every change, names in the order of their labels from the
 * top. `before` may be NULL for nothing; `source` is the one whose rules are
 * looked at, NULL for all. */
void name_change_each(const struct generation *before,
		      const struct generation *after, const char *source,
		      void (*each)(void *arg, const struct name_change *c),
		      void *arg);

#endif
