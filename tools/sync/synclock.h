/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_SYNCLOCK_H
#define TOOLS_SYNC_SYNCLOCK_H

/* One sync at a time: STATE/sync.lock, which holds who has it. The kernel
 * gives it back when its holder is gone, however that was. */

#include <stdint.h>

/*
 * Waits up to `seconds` for it; `tell`, unless NULL, is called once if there
 * is somebody to wait for, with "PID COMMAND". A file that holds the lock
 * until it is closed; -ETIMEDOUT, or -errno.
 */
int synclock_take(const char *state, uint64_t seconds,
		  void (*tell)(void *arg, const char *holder), void *arg);

/* Who holds it: "PID COMMAND" in `text`, "" for nobody. */
void synclock_holder(const char *state, char *text, int size);

#endif
