/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_RECALL_H
#define TOOLS_ARCHIVE_RECALL_H

/*
 * The files of what is remembered (nfq/event/remembered.h): an hour that is
 * over is packed, with each contact once, and a client taken out of all files.
 * Killed at any time, the next run does the rest, and nothing counts twice.
 */

#include <time.h>

#include "tools/archive/erasure.h"

/* Those that nobody wrote to for a while; files that cannot be packed stay as
 * they are. False, and why, at the first of them. */
bool recall_pack(const char *folder, time_t now, struct fault *why);

/* Lines of the client's, which cordond must not hold back. */
void recall_erase(struct erasure *e, const char *folder);

#endif
