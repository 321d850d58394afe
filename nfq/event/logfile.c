/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Appends lines, reopens, rotates. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "nfq/event/logfile.h"

/* What is no file, as a pipe that nobody reads, must hold nobody up. */
enum { FLAGS = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

/* For its group to read, whatever the umask: that is the folder's where the
 * folder says so (setgid). What root makes is the folder's owner's, who goes on
 * with it. */
static int make_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CREAT | O_EXCL, 0640), ret = 0;
	char *copy = xstrdup(path);
	struct stat folder;

	if (fd >= 0 && geteuid() == 0 && stat(dirname(copy), &folder) == 0 &&
	    folder.st_uid != 0)
		ret = fchown(fd, folder.st_uid, (gid_t)-1);
	if (fd >= 0 && ret == 0)
		ret = fchmod(fd, 0640);
	free(copy);
	/* A file that only its maker reads is still a log. */
	(void)ret;
	return fd;
}

/* One that is there keeps its mode. */
static int open_file(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT)
		fd = make_file(path, flags);
	if (fd < 0 && errno == EEXIST)
		fd = open(path, flags);
	return fd;
}

int logfile_open_beside(const char *path)
{
	return open_file(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
}

/* Has the file, of this size, a last line without an end? */
static bool is_torn(const char *path, const struct stat *st)
{
	int fd = S_ISREG(st->st_mode) && st->st_size > 0 ?
		 open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
	char last = '\n';

	if (fd >= 0 && pread(fd, &last, 1, st->st_size - 1) < 1)
		last = '\n';
	if (fd >= 0)
		close(fd);
	return last != '\n';
}

bool logfile_reopen(struct logfile *f)
{
	int fd = open_file(f->path, FLAGS);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0) {
		f->error = -errno;
		if (fd >= 0)
			close(fd);
		return false;
	}
	if (f->fd >= 0)
		close(f->fd);
	f->fd = fd;
	f->size = (uint64_t)st.st_size;
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	f->error = 0;
	f->torn = is_torn(f->path, &st);
	return true;
}

bool logfile_open(struct logfile *f, const char *path, uint64_t max_size,
		  unsigned keep)
{
	*f = (struct logfile) {
		.path = xstrdup(path), .fd = -1, .max_size = max_size,
		.keep = keep,
	};
	return logfile_reopen(f);
}

void logfile_close(struct logfile *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	*f = (struct logfile) { .fd = -1 };
}

void logfile_check(struct logfile *f)
{
	struct stat st;

	if (f->fd >= 0 && stat(f->path, &st) == 0 && st.st_dev == f->dev &&
	    st.st_ino == f->ino)
		return;
	/* What is written into a file that nobody finds is lost. */
	if (!logfile_reopen(f) && f->fd >= 0) {
		close(f->fd);
		f->fd = -1;
	}
}

/* NAME.1 becomes NAME.2 and so on, NAME becomes NAME.1; unless somebody has
 * moved NAME away before, then it is only opened anew. */
static void rotate(struct logfile *f)
{
	struct stat st;
	bool ours = stat(f->path, &st) == 0 && st.st_dev == f->dev &&
		    st.st_ino == f->ino;

	for (unsigned n = f->keep; ours && n > 0; n--) {
		char *from = n > 1 ? xasprintf("%s.%u", f->path, n - 1) :
				     xstrdup(f->path);
		char *to = xasprintf("%s.%u", f->path, n);

		rename(from, to);
		free(from);
		free(to);
	}
	logfile_reopen(f);
}

/* Bytes up to and with the last newline of the first `n`. */
static size_t whole_lines(const char *lines, size_t n)
{
	const char *end = memrchr(lines, '\n', n);

	return end ? (size_t)(end - lines) + 1 : 0;
}

/* Takes the last `n` bytes off again. */
static void cut_back(struct logfile *f, size_t n)
{
	struct stat st;

	if (fstat(f->fd, &st) < 0 || st.st_size < (off_t)n ||
	    ftruncate(f->fd, st.st_size - (off_t)n) < 0)
		f->error = -errno;
}

/* Appends to the open file, whole lines or nothing of them. */
static size_t append(struct logfile *f, const char *lines, size_t len)
{
	size_t done = 0, whole;

	f->error = 0;
	while (done < len && f->error == 0) {
		ssize_t n = write(f->fd, lines + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0)
			f->error = -ENOSPC;
		else if (errno != EINTR)
			f->error = -errno;
	}
	whole = whole_lines(lines, done);
	if (whole < done)
		cut_back(f, done - whole);
	f->size += whole;
	return whole;
}

/* As many whole lines as the file has room for, one at least in a new one. */
static size_t fitting(const struct logfile *f, const char *lines, size_t len)
{
	uint64_t room = f->max_size > f->size ? f->max_size - f->size : 0;
	size_t n;

	if (f->max_size == 0 || len <= room)
		return len;
	n = whole_lines(lines, (size_t)room);
	if (n == 0 && f->size == 0)
		n = (size_t)((const char *)memchr(lines, '\n', len) - lines) +
		    1;
	return n;
}

/* So that what comes is a line of its own. */
static bool end_torn(struct logfile *f)
{
	if (f->torn && write(f->fd, "\n", 1) == 1) {
		f->torn = false;
		f->size++;
	}
	if (f->torn)
		f->error = errno ? -errno : -ENOSPC;
	return !f->torn;
}

size_t logfile_write(struct logfile *f, const char *lines, size_t len)
{
	size_t done = 0, n, wrote;

	logfile_check(f);
	if (f->fd < 0 || !end_torn(f))
		return 0;
	while (done < len) {
		n = fitting(f, lines + done, len - done);
		if (n == 0) {
			rotate(f);
			/* A folder that we may not write in: go on here. */
			n = f->size == 0 ? fitting(f, lines + done,
						   len - done) : len - done;
		}
		wrote = append(f, lines + done, n);
		done += wrote;
		if (wrote < n)
			break;
	}
	return done;
}
