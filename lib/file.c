/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files: read, mapped, replaced. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"

/* A pipe that somebody handed to this process. */
static bool is_handed(const char *path)
{
	return strncmp(path, "/dev/fd/", 8) == 0 ||
	       strncmp(path, "/proc/", 6) == 0 ||
	       strcmp(path, "/dev/stdin") == 0;
}

int file_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
	    !is_handed(path)) {
		close(fd);
		return -EINVAL;
	}
	fcntl(fd, F_SETFL, 0);
	return fd;
}

int file_read(const char *path, size_t max, struct buffer *out)
{
	int fd = file_open(path);
	size_t start = out->len;
	char chunk[16384];
	ssize_t n;
	int ret = 0;

	if (fd < 0)
		return fd;
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0)
			ret = errno == EINTR ? 0 : -errno;
		else if (out->len - start + (size_t)n > max)
			ret = -EFBIG;
		else
			buffer_add(out, chunk, (size_t)n);
		if (ret < 0)
			break;
	}
	close(fd);
	if (ret < 0) {
		out->len = start;
		buffer_text(out, "");
	}
	return ret;
}

int file_map(int fd, struct span *out)
{
	struct stat st;
	void *p;

	*out = (struct span) { 0 };
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size == 0)
		return 0;
	if ((off_t)(size_t)st.st_size != st.st_size)
		return -EFBIG;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	*out = (struct span) { p, (size_t)st.st_size };
	return 0;
}

void file_unmap(struct span s)
{
	if (s.len > 0)
		munmap((void *)(uintptr_t)s.p, s.len);
}

/* By its number, since not every C library has a function for it. */
int file_exchange(int folder, const char *one, const char *other)
{
	return syscall(SYS_renameat2, folder, one, folder, other,
		       RENAME_EXCHANGE) < 0 ? -errno : 0;
}

static int write_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* To the folder's owner, as whose own file it may be read by nobody else. */
static int give(int fd, const char *path)
{
	char *copy = xstrdup(path);
	struct stat folder;
	int ret = stat(dirname(copy), &folder) < 0 ? -errno : 0;

	free(copy);
	if (ret == 0 && geteuid() == 0 && folder.st_uid != 0 &&
	    fchown(fd, folder.st_uid, folder.st_gid) < 0)
		ret = -errno;
	return ret;
}

static int replace(const char *path, const void *p, size_t len, mode_t mode,
		   bool given)
{
	char *temporary = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC);
	int ret;

	if (fd < 0) {
		ret = -errno;
		free(temporary);
		return ret;
	}
	ret = write_all(fd, p, len);
	if (ret == 0 && fchmod(fd, mode) < 0)
		ret = -errno;
	if (ret == 0 && given)
		ret = give(fd, path);
	close(fd);
	if (ret == 0 && rename(temporary, path) < 0)
		ret = -errno;
	if (ret < 0)
		unlink(temporary);
	free(temporary);
	return ret < 0 ? ret : folder_sync(path);
}

int file_write(const char *path, const void *p, size_t len, mode_t mode)
{
	return replace(path, p, len, mode, false);
}

int file_write_given(const char *path, const void *p, size_t len, mode_t mode)
{
	return replace(path, p, len, mode, true);
}
