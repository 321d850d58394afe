/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files and folders: read, replace, list. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
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

int file_read(const char *path, size_t max, struct buffer *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t start = out->len;
	char chunk[16384];
	ssize_t n;
	int ret = 0;

	if (fd < 0)
		return -errno;
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

int file_write(const char *path, const void *p, size_t len, mode_t mode)
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
	close(fd);
	if (ret == 0 && rename(temporary, path) < 0)
		ret = -errno;
	if (ret < 0)
		unlink(temporary);
	free(temporary);
	return ret < 0 ? ret : folder_sync(path);
}

/* The mode is what was asked for, whatever the umask; of a folder that is
 * there already it stays. */
static int make_one(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0)
		return errno == EEXIST ? 0 : -errno;
	return chmod(path, mode) < 0 ? -errno : 0;
}

int folder_make(const char *path, mode_t mode)
{
	char *partial = xstrdup(path);
	size_t end = strspn(path, "/");
	struct stat st;
	int ret = 0;

	while (ret == 0 && path[end]) {
		end += strcspn(path + end, "/");
		partial[end] = '\0';
		ret = make_one(partial, path[end] ? 0755 : mode);
		partial[end] = path[end];
		end += strspn(path + end, "/");
	}
	if (ret == 0 && stat(path, &st) < 0)
		ret = -errno;
	else if (ret == 0 && !S_ISDIR(st.st_mode))
		ret = -ENOTDIR;
	free(partial);
	return ret;
}

int folder_remove(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int ret = 0;

	if (!d)
		return -errno;
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 &&
		    unlinkat(dirfd(d), e->d_name, 0) < 0)
			ret = -errno;
	closedir(d);
	if (rmdir(path) < 0)
		ret = -errno;
	return ret;
}

void tree_remove(const char *path)
{
	char *const roots[] = { (char *)(uintptr_t)path, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	while (tree && (e = fts_read(tree)))
		if (e->fts_info == FTS_DP)
			rmdir(e->fts_path);
		else if (e->fts_info != FTS_D)
			unlink(e->fts_path);
	if (tree)
		fts_close(tree);
}

int folder_sync(const char *path)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = 0;

	free(copy);
	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0 && errno != EINVAL)
		ret = -errno;
	close(fd);
	return ret;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n > s && name[0] != '.' && strcmp(name + n - s, suffix) == 0;
}

static bool is_plain_file(int folder, const char *name)
{
	struct stat st;

	return fstatat(folder, name, &st, 0) == 0 && S_ISREG(st.st_mode);
}

int file_list(const char *folder, const char *suffix, char ***names,
	      size_t *n)
{
	DIR *d = opendir(folder);
	struct dirent *e;

	*names = NULL;
	*n = 0;
	if (!d)
		return errno == ENOENT ? 0 : -errno;
	while ((e = readdir(d))) {
		if (!has_suffix(e->d_name, suffix) ||
		    !is_plain_file(dirfd(d), e->d_name))
			continue;
		*names = xgrow(*names, *n, sizeof(**names));
		(*names)[(*n)++] = xasprintf("%s/%s", folder, e->d_name);
	}
	closedir(d);
	if (*n > 0)
		qsort(*names, *n, sizeof(**names), compare_names);
	return 0;
}

void file_list_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}
