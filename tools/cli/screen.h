/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_SCREEN_H
#define TOOLS_CLI_SCREEN_H

/* Columns that answers are fitted into: what COLUMNS says in the environment,
 * else the terminal's (80 where it does not know). 0 where standard output is
 * none: what others read stays whole. */
unsigned screen_width(void);

#endif
