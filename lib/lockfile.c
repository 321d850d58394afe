/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are locked. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/lockfile.h"

enum { PAUSE_MS = 50 };

/* --- whose the file is ------------------------------------------------ */

/* To its owner alone, who is that of the folder where it is root's. What is
 * not for us to change stays, and so does a hard link, which could be to any
 * file. */
static void keep_private(int fd, const char *path)
{
	char *copy = xstrdup(path);
	struct stat st, folder;
	bool ours = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_nlink == 1;
	int ret = 0;

	if (ours && (st.st_mode & 07777) != 0600)
		ret = fchmod(fd, 0600);
	if (ours && geteuid() == 0 && st.st_uid == 0 &&
	    stat(dirname(copy), &folder) == 0 && folder.st_uid != 0)
		ret = fchown(fd, folder.st_uid, folder.st_gid);
	(void)ret;
	free(copy);
}

static int open_lock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	keep_private(fd, path);
	return fd;
}

/* --- who has it ------------------------------------------------------- */

static void read_holder(int fd, char text[LOCKFILE_HOLDER])
{
	ssize_t n = pread(fd, text, LOCKFILE_HOLDER - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	for (char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

/* Our own command, as ps shows it. */
static void read_command(char text[LOCKFILE_HOLDER - 32])
{
	int self = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = self < 0 ? 0 : read(self, text, LOCKFILE_HOLDER - 33);

	if (self >= 0)
		close(self);
	text[n > 0 ? n : 0] = '\0';
	for (ssize_t i = 0; i + 1 < n; i++)
		if (text[i] == '\0')
			text[i] = ' ';
}

/* Where that fails only the name of the holder is lost. */
static void write_holder(int fd, const char *command)
{
	int ret = ftruncate(fd, 0);

	if (ret == 0)
		ret = dprintf(fd, "%d%s%s\n", (int)getpid(),
			      *command ? " " : "", command);
	(void)ret;
}

/* --- taking it --------------------------------------------------------- */

/* 0, -EWOULDBLOCK where another has it, or -errno. */
static int try(int fd)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* Tries again every PAUSE_MS, once at least, since who only asks has it for a
 * moment. */
static int wait_for(int fd, uint64_t tries,
		    void (*tell)(void *arg, const char *holder), void *arg)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	char holder[LOCKFILE_HOLDER];
	int ret;

	while ((ret = try(fd)) == -EWOULDBLOCK) {
		read_holder(fd, holder);
		if (tell && holder[0]) {
			tell(arg, holder);
			tell = NULL;
		}
		if (tries-- == 0)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	return ret;
}

static int take(const char *path, const char *command, uint64_t seconds,
		void (*tell)(void *arg, const char *holder), void *arg)
{
	int fd = open_lock(path), ret;

	if (fd < 0)
		return fd;
	ret = wait_for(fd, 1 + seconds * (1000 / PAUSE_MS), tell, arg);
	if (ret < 0) {
		close(fd);
		return ret;
	}
	write_holder(fd, command);
	return fd;
}

int lockfile_take(const char *path, uint64_t seconds,
		  void (*tell)(void *arg, const char *holder), void *arg)
{
	char command[LOCKFILE_HOLDER - 32];

	read_command(command);
	return take(path, command, seconds, tell, arg);
}

int lockfile_take_pid(const char *path)
{
	return take(path, "", 0, NULL, NULL);
}

/* --- asking ------------------------------------------------------------ */

const char *lockfile_holder(const char *path, char text[LOCKFILE_HOLDER])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	text[0] = '\0';
	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0)
		read_holder(fd, text);
	if (fd >= 0)
		close(fd);
	return text;
}

bool lockfile_is_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
	return held;
}
