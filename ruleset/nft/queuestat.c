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

static void take_line(const char *line,
		      void (*take)(void *arg, const struct queuestat *q),
		      void *arg)
{
	struct queuestat q;
	unsigned number;

	/* queue, port, waiting, copy mode, range, drops, user drops */
	if (sscanf(line, "%u %u %u %*u %*u %u %u", &number, &q.portid,
		   &q.waiting, &q.dropped, &q.user_dropped) != 5)
		return;
	q.queue = (uint16_t)number;
	take(arg, &q);
}

/* However much is asked for, the kernel gives a page at a time, of about
 * eighty queues. */
int queuestat_each(int fd, void (*take)(void *arg, const struct queuestat *q),
		   void *arg)
{
	char text[16384], *line, *end;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, text, sizeof(text) - 1, at)) > 0) {
		text[n] = '\0';
		for (line = text; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			take_line(line, take, arg);
		}
		if (line == text)
			break;
		at += line - text;
	}
	return n < 0 ? -errno : 0;
}
