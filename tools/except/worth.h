/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_EXCEPT_WORTH_H
#define TOOLS_EXCEPT_WORTH_H

/* What an exception changes: the register takes it in any case, but who adds
 * one should know if nothing was refused before. */

#include "ruleset/config/exception.h"
#include "ruleset/policy/rules.h"

enum { WORTH_TEXT = 400 };

/* Why `e`, one of `x` that was read (exceptions_read()), changes nothing now:
 * another one covers it, its client is exempt, or the rules in force refuse
 * nothing that it reaches. NULL: it does. */
const char *worth_lacks(const struct exceptions *x, const struct exception *e,
			const struct rules *r, char out[WORTH_TEXT]);

/* Does the first cover the other: its clients and what they may reach? */
bool worth_covers(const struct exception *wide, const struct exception *e);

#endif
