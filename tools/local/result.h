/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOCAL_RESULT_H
#define TOOLS_LOCAL_RESULT_H

/* What a local rule came to, by what is in force: it is said as it is, not as
 * it was asked for. */

#include <stddef.h>

#include "tools/local/order.h"

enum { RESULT_TEXT = 1536 };

/* Notes what becomes of the entry without the rule. */
void result_before(const struct args *a, struct deed *d);

/* The sentence, behind the change and a reload. */
void result_say(const struct order *o, const struct deed *d,
		char said[RESULT_TEXT]);

#endif
