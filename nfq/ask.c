/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The client's side of the control socket. */

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "nfq/ask.h"

enum { PATIENCE_SECONDS = 20, PIECE = 65536, MOST = 64 << 20 };

static int connect_to(const char *run)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), ret = 0;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if ((size_t)snprintf(to.sun_path, sizeof(to.sun_path),
			     "%s/control.sock", run) >= sizeof(to.sun_path))
		ret = -ENAMETOOLONG;
	else if (connect(fd, (void *)&to, sizeof(to)) < 0)
		ret = -errno;
	if (ret == 0)
		return fd;
	close(fd);
	return ret;
}

static int receive(int fd, struct buffer *answer)
{
	while (answer->len < MOST) {
		ssize_t n = recv(fd, buffer_extend(answer, PIECE), PIECE, 0);

		answer->len -= PIECE - (n > 0 ? (size_t)n : 0);
		if (n == 0)
			return answer->len > 0 ? 0 : -EPIPE;
		if (n < 0 && errno != EINTR)
			return -errno;
	}
	return -EMSGSIZE;
}

int ask_daemon(const char *run, const char *words, struct buffer *answer)
{
	int fd = connect_to(run), ret = 0;
	struct buffer line = { 0 };

	if (fd < 0)
		return fd;
	buffer_printf(&line, "%s\n", words);
	if (send(fd, line.p, line.len, MSG_NOSIGNAL) < 0)
		ret = -errno;
	if (ret == 0)
		ret = receive(fd, answer);
	buffer_done(&line);
	close(fd);
	return ret;
}
