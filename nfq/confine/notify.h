/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_NOTIFY_H
#define NFQ_CONFINE_NOTIFY_H

/* The service manager's side of sd_notify(3), datagrams to $NOTIFY_SOCKET.
 * Without one all of these do nothing. */

#include <stddef.h>
#include <stdint.h>

struct notify {
	int fd;			/* -1: nobody listens */
	uint64_t watchdog_us;	/* 0: no watchdog */
};

/* `fd`, which it takes, is the socket that another has opened before; -1: it
 * opens one. */
void notify_open(struct notify *n, int fd);
void notify_close(struct notify *n);

/* "READY=1", "RELOADING=1\nMONOTONIC_USEC=...", "WATCHDOG=1", "STATUS=..." */
void notify_send(const struct notify *n, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

enum { NOTIFY_DESCRIPTORS = 8 };

/* Has the manager keep descriptors for the service's main process, also for
 * the one after a crash or a restart. 0 or -errno, -ENOTCONN without a
 * manager. */
int notify_store(const struct notify *n, const char *name, const int *fds,
		 size_t count);

/* It need not keep those of that name any more. */
void notify_forget(const struct notify *n, const char *name);

/* Waits until it has read what was sent. 0 or -errno. */
int notify_wait(const struct notify *n);

#endif
