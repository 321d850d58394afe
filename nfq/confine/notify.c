/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readiness, watchdog and descriptors, by the protocol of sd_notify(3). */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "nfq/confine/notify.h"

enum { STORE_MS = 10000 };

static int open_socket(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (!path || strlen(path) >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, strlen(path));
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* Connected now: later the path may be out of reach. */
	if (fd >= 0 &&
	    connect(fd, (void *)&to,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				strlen(path))) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void notify_open(struct notify *n, int fd)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	*n = (struct notify) {
		.fd = fd >= 0 ? fd : open_socket(getenv("NOTIFY_SOCKET")),
	};
	if (n->fd >= 0 && usec &&
	    (!pid || strtol(pid, NULL, 10) == getpid()))
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

/* --- descriptors ----------------------------------------------------- */

static int send_with(const struct notify *n, const char *text, const int *fds,
		     size_t count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(NOTIFY_DESCRIPTORS * sizeof(int))];
	} control = { 0 };
	struct iovec part = { (void *)(uintptr_t)text, strlen(text) };
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
	return sendmsg(n->fd, &m, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* All that was sent before has been read once the manager closes its copy of
 * the end that we wrote to. */
int notify_wait(const struct notify *n)
{
	struct pollfd end;
	int pipes[2], ret;

	if (n->fd < 0)
		return -ENOTCONN;
	if (pipe2(pipes, O_CLOEXEC) < 0)
		return -errno;
	ret = send_with(n, "BARRIER=1", &pipes[1], 1);
	close(pipes[1]);
	end = (struct pollfd) { .fd = pipes[0] };
	if (ret == 0 && poll(&end, 1, STORE_MS) <= 0)
		ret = -ETIMEDOUT;
	close(pipes[0]);
	return ret;
}

int notify_store(const struct notify *n, const char *name, const int *fds,
		 size_t count)
{
	char text[128];

	if (n->fd < 0)
		return -ENOTCONN;
	if (count > NOTIFY_DESCRIPTORS)
		return -EINVAL;
	snprintf(text, sizeof(text), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s", name);
	return send_with(n, text, fds, count);
}

void notify_forget(const struct notify *n, const char *name)
{
	notify_send(n, "FDSTOREREMOVE=1\nFDNAME=%s", name);
}
