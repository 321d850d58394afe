/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's calls for Landlock; the C library has none. */

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nfq/confine/landlock.h"

/* By bit, since the header may be older than the kernel. */
enum {
	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3, FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_DIR = 1 << 7, FS_MAKE_REG = 1 << 8, FS_MAKE_SOCK = 1 << 9,
	FS_MAKE_SYM = 1 << 12,
	FS_FIRST = (1 << 13) - 1,	/* what the first version knows */
	FS_REFER = 1 << 13, FS_TRUNCATE = 1 << 14, FS_IOCTL_DEV = 1 << 15,

	FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE |
		      FS_IOCTL_DEV,
	NET_TCP = 3,			/* bind, connect */
	SCOPES = 3,			/* abstract sockets, signals */
};

struct attributes {
	uint64_t fs, net, scoped;
};

/* What a version of the kernel's can be asked to forbid. */
static struct attributes everything(int abi)
{
	return (struct attributes) {
		.fs = FS_FIRST | (abi >= 2 ? FS_REFER : 0) |
		      (abi >= 3 ? FS_TRUNCATE : 0) |
		      (abi >= 5 ? FS_IOCTL_DEV : 0),
		.net = abi >= 4 ? NET_TCP : 0,
		.scoped = abi >= 6 ? SCOPES : 0,
	};
}

int landlock_begin(struct landlock *l)
{
	struct attributes all;
	size_t size;

	*l = (struct landlock) { .fd = -1 };
	l->abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
			      LANDLOCK_CREATE_RULESET_VERSION);
	if (l->abi < 1)
		return l->abi < 0 ? -errno : -ENOSYS;
	all = everything(l->abi);
	/* An older one takes no more than it knows. */
	size = l->abi >= 6 ? sizeof(all) : l->abi >= 4 ?
	       2 * sizeof(uint64_t) : sizeof(uint64_t);
	l->fd = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
	return l->fd < 0 ? -errno : 0;
}

static uint64_t rights(unsigned access)
{
	uint64_t r = 0;

	if (access & LANDLOCK_READ)
		r |= FS_READ_FILE | FS_READ_DIR;
	if (access & LANDLOCK_WRITE)
		r |= FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE |
		     FS_MAKE_DIR | FS_MAKE_REG | FS_MAKE_SYM | FS_REFER |
		     FS_TRUNCATE;
	if (access & LANDLOCK_RUN)
		r |= FS_EXECUTE;
	if (access & LANDLOCK_SOCKET)
		r |= FS_MAKE_SOCK;
	return r;
}

int landlock_allow(struct landlock *l, const char *path, unsigned access)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights(access) & everything(l->abi).fs,
		.parent_fd = fd,
	};
	struct stat st;
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		ret = -errno;
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= FS_OF_FILES;
	if (ret == 0 && syscall(SYS_landlock_add_rule, l->fd,
				LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int landlock_end(struct landlock *l)
{
	int ret = syscall(SYS_landlock_restrict_self, l->fd, 0) < 0 ? -errno :
		  0;

	landlock_drop(l);
	return ret;
}

void landlock_drop(struct landlock *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}
