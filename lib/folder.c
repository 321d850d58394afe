/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders: made, listed, removed. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"

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

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *where)
{
	(void)st;
	(void)where;
	if (type == FTW_DP || type == FTW_D || type == FTW_DNR)
		rmdir(path);
	else
		unlink(path);
	return 0;
}

void folder_remove_all(const char *path)
{
	enum { OPEN_AT_ONCE = 16 };

	nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
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

int folder_list(const char *folder, const char *suffix, char ***names,
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

void folder_list_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}
