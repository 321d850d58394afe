/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One command at a time. */

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "lib/lockfile.h"
#include "lib/log.h"
#include "tools/cli/lock.h"

static void tell_holder(void *arg, const char *holder)
{
	(void)arg;
	warnx("waiting for another one: pid %s", holder);
}

int lock_take(const char *path, uint64_t seconds)
{
	int fd = lockfile_take(path, seconds, tell_holder, NULL);
	char holder[LOCKFILE_HOLDER];

	if (fd == -ETIMEDOUT)
		fatalx_status(EX_TEMPFAIL, "still busy: pid %s",
			      lockfile_holder(path, holder));
	if (fd == -EACCES || fd == -EPERM)
		fatalx_status(EX_NOPERM, "only root may do that (%s: %s)",
			      path, strerror(-fd));
	if (fd < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", path, strerror(-fd));
	return fd;
}
