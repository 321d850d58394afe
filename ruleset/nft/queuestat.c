/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's queue counters. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ruleset/nft/queuestat.h"

int queuestat_open(void)
{
	int fd = open("/proc/self/net/netfilter/nfnetlink_queue",
		      O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int queuestat_read(int fd, struct queuestat *out, size_t max)
{
	char text[16384];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	size_t have = 0;
	char *line = text;

	if (n < 0)
		return -errno;
	text[n] = '\0';
	while (have < max && *line) {
		struct queuestat q;
		unsigned number;

		/* queue, port, waiting, copy mode, range, drops, user drops */
		if (sscanf(line, "%u %u %u %*u %*u %u %u", &number, &q.portid,
			   &q.waiting, &q.dropped, &q.user_dropped) == 5) {
			q.queue = (uint16_t)number;
			out[have++] = q;
		}
		line = strchr(line, '\n');
		if (!line)
			break;
		line++;
	}
	return (int)have;
}
