/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service manager that is this test: what it is sent. */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/folder.h"
#include "nfq/confine/notify.h"
#include "tests/unit/tap.h"

static char path[100];
static int manager;

/* --- the manager ----------------------------------------------------- */

/* A message and the descriptors in it, `*n` of them. */
static void receive(char text[256], int fds[8], size_t *n)
{
	char control[CMSG_SPACE(8 * sizeof(int))];
	struct iovec part = { text, 255 };
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(manager, &m, 0);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	text[len < 0 ? 0 : len] = '\0';
	*n = c ? (c->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;
	if (c)
		memcpy(fds, CMSG_DATA(c), *n * sizeof(int));
}

struct seen {
	char store[256], barrier[256];
	int fds[8], end[8];
	size_t nfds, nend;
};

static void *keep_descriptors(void *arg)
{
	struct seen *s = arg;

	receive(s->store, s->fds, &s->nfds);
	receive(s->barrier, s->end, &s->nend);
	for (size_t i = 0; i < s->nend; i++)
		close(s->end[i]);
	return NULL;
}

/* --- storing --------------------------------------------------------- */

static void test_messages(struct notify *n)
{
	char text[256];
	int fds[8];
	size_t count;

	notify_send(n, "STATUS=%d", 7);
	receive(text, fds, &count);
	is_text(text, "STATUS=7", "a message");
	is_number(count, 0, "without descriptors");
}

static void test_store(struct notify *n)
{
	int two[2], many[NOTIFY_DESCRIPTORS + 1] = { 0 };
	char byte, text[256];
	struct seen s;
	pthread_t t;
	size_t count;

	if (pipe(two) < 0)
		abort();
	pthread_create(&t, NULL, keep_descriptors, &s);
	is_number(notify_store(n, "pair", two, 2), 0, "two are stored");
	is_number(notify_wait(n), 0, ": and that is waited for");
	pthread_join(t, NULL);
	is_text(s.store, "FDSTORE=1\nFDPOLL=0\nFDNAME=pair", "by name");
	is_text(s.barrier, "BARRIER=1", ": and waited for");
	is_number(s.nfds, 2, ": both have come");
	ok(s.nfds == 2 && write(s.fds[1], "x", 1) == 1 &&
	   read(two[0], &byte, 1) == 1, ": and are the same");
	is_number(notify_store(n, "many", many, NOTIFY_DESCRIPTORS + 1),
		  -EINVAL, ": not more than there is room for");
	notify_forget(n, "pair");
	receive(text, many, &count);
	is_text(text, "FDSTOREREMOVE=1\nFDNAME=pair", "they are given up");
}

int main(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct notify n;
	int fd = 1;

	unsetenv("NOTIFY_SOCKET");
	notify_open(&n, -1);
	notify_send(&n, "READY=1");
	is_number(notify_store(&n, "x", &fd, 1), -ENOTCONN,
		  "without a manager nothing is stored");
	is_number(notify_wait(&n), -ENOTCONN, ": nor waited for");
	folder_make(scratch(), 0755);
	snprintf(path, sizeof(path), "%s/notify", scratch());
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	manager = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (bind(manager, (void *)&at, sizeof(at)) < 0)
		abort();
	setenv("NOTIFY_SOCKET", path, 1);
	notify_open(&n, -1);
	test_messages(&n);
	test_store(&n);
	notify_close(&n);
	close(manager);
	return done_testing();
}
