/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_NOTIFY_H
#define NFQ_NOTIFY_H

/* The service manager's side of sd_notify(3): datagrams to $NOTIFY_SOCKET.
 * Without one all of these do nothing. */

#include <stdint.h>

struct notify {
	int fd;			/* -1: nobody listens */
	uint64_t watchdog_us;	/* 0: no watchdog */
};

void notify_open(struct notify *n);
void notify_close(struct notify *n);

/* "READY=1", "RELOADING=1\nMONOTONIC_USEC=...", "WATCHDOG=1", "STATUS=..." */
void notify_send(const struct notify *n, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
