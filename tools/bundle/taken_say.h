/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_TAKEN_SAY_H
#define TOOLS_BUNDLE_TAKEN_SAY_H

#include "tools/bundle/taken.h"
#include "tools/cli/answer.h"

/* What is known of the last try, an object; NULL: nothing. */
void taken_put(struct answer *an, const struct taken *t);

/* What is in force as cordond has it in its status, and what is not well;
 * nothing where there is no policy, and none is asked for (NULL). */
void taken_say(struct answer *an, const struct args *a,
	       const struct jsontree_node *status, const struct taken *t);

#endif
