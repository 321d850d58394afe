/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First columns are left out that give way, until the others can be folded;
 * then of those that may be folded always the widest gets narrower. */

#include <stdbool.h>

#include "tools/cli/fit.h"

enum { NARROW = 8 };	/* that any column may be folded to */

static unsigned least_of(const struct fit *c)
{
	return c->least && c->least < c->wide ? c->least : c->wide;
}

/* Columns of a screen that they take: as they are, or folded. */
static unsigned taken(const struct fit *c, size_t n, bool folded)
{
	unsigned all = 0;

	for (size_t i = 0; i < n; i++)
		if (c[i].wide > 0)
			all += 1 + (folded ? least_of(&c[i]) : c[i].wide);
	return all ? all - 1 : 0;
}

/* The one to be left out next, or NULL. */
static struct fit *weakest(struct fit *c, size_t n)
{
	struct fit *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (c[i].wide > 0 && c[i].give > (found ? found->give : 0))
			found = &c[i];
	return found;
}

/* The widest that can be narrower, or NULL. */
static struct fit *widest(struct fit *c, size_t n)
{
	struct fit *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (c[i].wide > least_of(&c[i]) &&
		    (!found || c[i].wide > found->wide))
			found = &c[i];
	return found;
}

static void fold_all(struct fit *c, size_t n, unsigned least)
{
	for (size_t i = 0; i < n; i++)
		c[i].least = least;
}

/* What each gets of a screen that is hardly one. */
static unsigned share(const struct fit *c, size_t n, unsigned room)
{
	unsigned shown = 0;

	for (size_t i = 0; i < n; i++)
		shown += c[i].wide > 0;
	return room >= 2 * shown ? (room + 1) / shown - 1 : 1;
}

void fit_columns(struct fit *c, size_t n, unsigned room)
{
	struct fit *one;

	if (room == 0)
		return;
	/* None needs more than the screen has. */
	for (size_t i = 0; i < n; i++)
		if (c[i].wide > room)
			c[i].wide = room;
	while (taken(c, n, true) > room && (one = weakest(c, n)))
		one->wide = 0;
	if (taken(c, n, true) > room)
		fold_all(c, n, NARROW);
	if (taken(c, n, true) > room)
		fold_all(c, n, share(c, n, room));
	while (taken(c, n, false) > room && (one = widest(c, n)))
		one->wide--;
}
