/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_HELP_H
#define TOOLS_CLI_HELP_H

#include "tools/cli/command.h"

/* The help of a command, of one word of it, or of all with NULL. */
void help_print(const struct args *a, const struct command *c,
		const struct command *verb);

int help_run(const struct args *a);

#endif
