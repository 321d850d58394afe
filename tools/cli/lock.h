/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_LOCK_H
#define TOOLS_CLI_LOCK_H

#include <stdint.h>

/* Takes a lock for this command, as lockfile_take() does. Whom it waits for is
 * told, once; where it cannot be had the program ends, with EX_TEMPFAIL after
 * so many seconds. */
int lock_take(const char *path, uint64_t seconds);

#endif
