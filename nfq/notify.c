/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readiness and watchdog, by the protocol of sd_notify(3). */

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "nfq/notify.h"

void notify_open(struct notify *n)
{
	const char *path = getenv("NOTIFY_SOCKET");
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	*n = (struct notify) { .fd = -1 };
	if (!path || strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* Connected now: later the path may be out of reach. */
	if (n->fd >= 0 &&
	    connect(n->fd, (void *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				strlen(path))) < 0)
		notify_close(n);
	if (usec && (!pid || strtol(pid, NULL, 10) == getpid()))
		n->watchdog_us = strtoull(usec, NULL, 10);
}

void notify_close(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

void notify_send(const struct notify *n, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int len;

	if (n->fd < 0)
		return;
	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len > 0 && send(n->fd, text, (size_t)len, MSG_NOSIGNAL) < 0)
		return;		/* it has gone; so be it */
}
