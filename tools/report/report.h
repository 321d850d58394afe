/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_REPORT_H
#define TOOLS_REPORT_REPORT_H

#include "tools/cli/args.h"

/* Makes a report as the options say, and puts it where they say. An exit
 * status; what cannot be ends the program. */
int report_write(const struct args *a);

#endif
