/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_PAGER_H
#define TOOLS_CLI_PAGER_H

#include "tools/cli/args.h"

/*
 * Puts a pager between what is printed for people and the terminal:
 * CORDON_PAGER, PAGER or less, which with one screen or less just prints it.
 * None where standard output is no terminal, for what programs read, what goes
 * on (--follow), --no-pager, or an empty variable or "cat". When the program
 * ends it waits for it.
 */
void pager_start(const struct args *a);

/* Is a terminal where the output goes, through a pager or not? */
bool pager_is_terminal(void);

#endif
