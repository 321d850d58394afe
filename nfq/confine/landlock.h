/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_LANDLOCK_H
#define NFQ_CONFINE_LANDLOCK_H

/*
 * landlock(7): after landlock_end() this thread, and those it starts, reach
 * only the files they were allowed before, open files aside; and no TCP, no
 * abstract socket and no process of others, as far as the kernel's version
 * knows of them.
 */

struct landlock {
	int fd;		/* -1: none begun */
	int abi;	/* the kernel's version of it */
};

/* What may be done with a file, or with all below a folder. */
enum landlock_access {
	LANDLOCK_READ = 1,
	LANDLOCK_WRITE = 2,	/* change, make, rename, remove */
	LANDLOCK_SOCKET = 4,	/* make local sockets */
	LANDLOCK_RUN = 8,	/* as a program, if it may be read too */
};

/* 0 or -errno: -ENOSYS of a kernel that is too old or has none, -EOPNOTSUPP
 * where it was not switched on at boot. */
int landlock_begin(struct landlock *l);

/* 0 or -errno, -ENOENT where there is no such file. */
int landlock_allow(struct landlock *l, const char *path, unsigned access);

/* Puts it in force. 0 or -errno. */
int landlock_end(struct landlock *l);

/* Forgets it unused. */
void landlock_drop(struct landlock *l);

#endif
