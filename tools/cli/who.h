/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_WHO_H
#define TOOLS_CLI_WHO_H

/* Who gives a command: the person that logged in, also behind sudo or su, as
 * the kernel's audit has it (/proc/self/loginuid). */

#include <sys/types.h>

#include "nfq/caller.h"

#define WHO_TEXT 64

uid_t who_uid(void);

/* That user's name, or "uid N"; returns `text`. */
const char *who_name(char text[WHO_TEXT]);

/* The same with who became that user (sudo, doas), the terminal, and this
 * command. */
void who_calls(struct caller *c);

#endif
