/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay INTERFACE INTERFACE MILLISECONDS PERMILLE: hands on the frames of each
 * interface to the other, that much later, and loses so many of a thousand.
 * Prints "ready".
 */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { FRAMES = 1 << 14, LARGEST = 70000 };

/* A frame, with what the kernel says of its checksum before it. */
struct frame {
	uint64_t due;		/* milliseconds */
	size_t len;
	uint8_t *bytes;
};

struct way {
	int from, to;
	struct frame frames[FRAMES];
	uint32_t first, last;	/* those on their way, modulo FRAMES */
};

static uint32_t seed = 1;

static uint32_t random_next(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int open_interface(const char *name)
{
	struct sockaddr_ll a = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(name),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	int on = 1, room = 8 << 20;

	if (fd < 0 || a.sll_ifindex == 0)
		fail(name);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
		       sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		fail(name);
	return fd;
}

static void take(struct way *w, uint64_t delay, uint32_t permille)
{
	static uint8_t bytes[LARGEST];
	ssize_t len;

	while ((len = recv(w->from, bytes, sizeof(bytes), 0)) > 0) {
		struct frame *f = &w->frames[w->last % FRAMES];

		if (random_next() % 1000 < permille ||
		    w->last - w->first == FRAMES)
			continue;
		f->bytes = malloc((size_t)len);
		if (!f->bytes)
			fail("malloc");
		memcpy(f->bytes, bytes, (size_t)len);
		f->len = (size_t)len;
		f->due = now() + delay;
		w->last++;
	}
}

/* Hands on what is due; in how many milliseconds the next one will be. */
static int hand_on(struct way *w)
{
	for (; w->first != w->last; w->first++) {
		struct frame *f = &w->frames[w->first % FRAMES];
		uint64_t t = now();

		if (f->due > t)
			return (int)(f->due - t);
		if (send(w->to, f->bytes, f->len, 0) < 0 && errno != ENOBUFS &&
		    errno != EAGAIN && errno != ENETDOWN)
			perror("send");
		free(f->bytes);
	}
	return 1000;
}

int main(int argc, char **argv)
{
	static struct way ways[2];
	uint64_t delay = argc == 5 ? strtoul(argv[3], NULL, 10) : 0;
	uint32_t permille = argc == 5 ?
			    (uint32_t)strtoul(argv[4], NULL, 10) : 0;

	if (argc != 5)
		return 1;
	ways[0].from = ways[1].to = open_interface(argv[1]);
	ways[1].from = ways[0].to = open_interface(argv[2]);
	puts("ready");
	fflush(stdout);
	for (;;) {
		struct pollfd p[] = {
			{ ways[0].from, POLLIN, 0 },
			{ ways[1].from, POLLIN, 0 },
		};
		int wait = hand_on(&ways[0]), other = hand_on(&ways[1]);

		poll(p, 2, wait < other ? wait : other);
		for (int i = 0; i < 2; i++)
			take(&ways[i], delay, permille);
	}
}
