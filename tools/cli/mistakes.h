/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_MISTAKES_H
#define TOOLS_CLI_MISTAKES_H

#include "lib/conf_report.h"

/* All that a report has, on stderr. */
void mistakes_tell(const struct conf_report *r);

/* Ends the program with all mistakes of a report, on stderr (EX_CONFIG). */
void mistakes_end(const struct conf_report *r) __attribute__((noreturn));

/* The exit status for a file that could not be read as what it should be:
 * there is none (66), no permission (77), or what is in it is wrong (65). */
int mistakes_of_file(const char *path);

#endif
