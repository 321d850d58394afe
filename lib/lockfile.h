/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_LOCKFILE_H
#define LIB_LOCKFILE_H

/*
 * A file that is there to be locked (flock(2)), and says who has the lock. The
 * kernel gives it back when its holder is gone, however that was. Whoever may
 * open the file may hold the lock, so only its owner may, whatever the umask
 * and whatever its mode was before; made by root it is given to the owner of
 * its folder.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	LOCKFILE_PATIENCE = 60,	/* seconds, of who reads and writes a file */
	LOCKFILE_HOLDER = 256,	/* room for "PID COMMAND" */
};

/*
 * Waits up to `seconds` for the lock; `tell`, unless NULL, is called once if
 * there is somebody to wait for. The holder's "PID COMMAND" stands in the file
 * from then on. A descriptor that holds the lock until it is closed,
 * -ETIMEDOUT, or -errno.
 */
int lockfile_take(const char *path, uint64_t seconds,
		  void (*tell)(void *arg, const char *holder), void *arg);

/* The same without waiting, and with the PID alone, as others expect it in the
 * file of a daemon. */
int lockfile_take_pid(const char *path);

/* Who has it, as far as we may know: "PID COMMAND" or "PID", printable; "" for
 * nobody. Returns `text`. */
const char *lockfile_holder(const char *path, char text[LOCKFILE_HOLDER]);

/* Has anybody? To be asked by who may only read the file. */
bool lockfile_is_held(const char *path);

#endif
