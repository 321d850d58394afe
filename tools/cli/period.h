/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_PERIOD_H
#define TOOLS_CLI_PERIOD_H

#include <stdint.h>

/* The seconds of an option such as "--for 2h"; ends the program (EX_USAGE)
 * where it is none, nothing at all, or has no unit: "--confirm 5" is no five
 * minutes. */
uint64_t period_read(const char *option, const char *text);

#endif
