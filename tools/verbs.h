/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VERBS_H
#define TOOLS_VERBS_H

/* The second words of commands that have some; the row without a name ends
 * each table. */

#include "tools/cli/command.h"

extern const struct command vendor_verbs[];
extern const struct command list_verbs[];
extern const struct command config_verbs[];
extern const struct command guard_verbs[];

#endif
