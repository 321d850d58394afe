/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_PARSE_H
#define TOOLS_CLI_PARSE_H

#include "tools/cli/args.h"

/* Reads a whole line, without the program's name, by the table in
 * a->commands; ends the program with a message (EX_USAGE) where it cannot.
 * a->words has room for all of it. */
void parse_line(struct args *a, int argc, char **argv);

#endif
