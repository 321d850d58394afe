/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_COMMANDS_H
#define TOOLS_COMMANDS_H

/* All there are; the row without a name ends them. */

#include "tools/cli/command.h"

extern const struct command commands[];

#endif
