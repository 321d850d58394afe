/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lock of "cordon sync". */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/sync/synclock.h"

enum { PAUSE_MS = 50 };

static char *lock_path(const char *state)
{
	return xasprintf("%s/sync.lock", state);
}

static void read_holder(int fd, char *text, int size)
{
	ssize_t n = pread(fd, text, (size_t)size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	for (char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

/* Our own command, as ps shows it. */
static void write_holder(int fd)
{
	char text[200] = "";
	int self = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = self < 0 ? 0 : read(self, text, sizeof(text) - 1);

	if (self >= 0)
		close(self);
	for (ssize_t i = 0; i + 1 < n; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	if (ftruncate(fd, 0) < 0 ||
	    dprintf(fd, "%d %s\n", (int)getpid(), text) < 0)
		return;		/* only the name of the holder is lost */
}

int synclock_take(const char *state, uint64_t seconds,
		  void (*tell)(void *arg, const char *holder), void *arg)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	char *path = lock_path(state), holder[256];
	uint64_t waited = 0;
	int fd = file_open_lock(path, O_RDWR), ret = fd < 0 ? fd : 0;
	bool told = false;

	free(path);
	while (ret == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		ret = errno == EWOULDBLOCK || errno == EINTR ? 0 : -errno;
		read_holder(fd, holder, sizeof(holder));
		if (ret == 0 && tell && !told && holder[0]) {
			tell(arg, holder);
			told = true;
		}
		if (ret == 0 && waited >= seconds * 1000)
			ret = -ETIMEDOUT;
		if (ret == 0)
			nanosleep(&pause, NULL);
		waited += PAUSE_MS;
	}
	if (ret == 0)
		write_holder(fd);
	else if (fd >= 0)
		close(fd);
	return ret < 0 ? ret : fd;
}

void synclock_holder(const char *state, char *text, int size)
{
	char *path = lock_path(state);
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	text[0] = '\0';
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0)
		read_holder(fd, text, size);
	if (fd >= 0)
		close(fd);
	free(path);
}
