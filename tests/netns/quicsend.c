/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quicsend ADDRESS PORT NAME[,NAME...] [DATAGRAMS]: begins a QUIC connection
 * with this server name, its hello dealt over so many datagrams, the last part
 * first, and prints what comes of it: "answered" for any datagram that comes
 * back, "refused" for an ICMP error, else "silence". With more names, one after
 * the other on the same ports, each with a connection id of its own. "?" stands
 * for a datagram of a version that nobody knows, "0" for six of 0-RTT: as
 * another may send them who knows the ports.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/quicwire.h"
#include "tests/unit/tlswire.h"

enum { PATIENCE = 3000 };	/* milliseconds */

static struct wire hello, frames, datagram;

static int connect_to(const char *address, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM,
				  .ai_flags = AI_NUMERICHOST }, *a;
	int fd;

	if (getaddrinfo(address, port, &hints, &a) != 0)
		return -1;
	fd = socket(a->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) < 0)
		fd = -1;
	freeaddrinfo(a);
	return fd;
}

/* Part `i` of `n`; false if the kernel has an error for us. */
static bool send_part(int fd, struct span id, size_t i, size_t n)
{
	size_t from = i * hello.len / n, to = (i + 1) * hello.len / n;

	frames.len = datagram.len = 0;
	put_crypto(&frames, from, hello.p + from, to - from);
	put_fill(&frames, 0, frames.len < 1100 ? 1100 - frames.len : 0);
	put_initial(&datagram, QUIC_1, id, id, (uint32_t)(n - i), &frames);
	return send(fd, datagram.p, datagram.len, 0) >= 0;
}

static bool send_other(int fd, const char *what)
{
	bool sent = true;

	for (int i = *what == '0' ? 6 : 1; i > 0 && sent; i--) {
		datagram.len = 0;
		put_0rtt(&datagram, span_of_text("8bytesid"), 300);
		if (*what == '?')
			memset(datagram.p + 1, 0x1a, 4);
		sent = send(fd, datagram.p, datagram.len, 0) >= 0;
	}
	return sent;
}

static bool is_other(const char *name)
{
	return strcmp(name, "?") == 0 || strcmp(name, "0") == 0;
}

static const char *begin(int fd, const char *name, unsigned number, size_t n)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char id[17], in[2048];
	bool refused = false;

	snprintf(id, sizeof(id), "%04x%04x", (unsigned)getpid() & 0xffff,
		 number & 0xffff);
	hello.len = 0;
	put_hello(&hello, name, 900, 700);
	if (is_other(name))
		return send_other(fd, name) ? "sent" : "refused";
	for (size_t i = n; i-- > 0 && !refused; )
		refused = !send_part(fd, (struct span) { (uint8_t *)id, 8 },
				     i, n);
	if (!refused && poll(&p, 1, PATIENCE) == 0)
		return "silence";
	return refused || recv(fd, in, sizeof(in), 0) < 0 ? "refused" :
							     "answered";
}

int main(int argc, char **argv)
{
	size_t n = argc > 4 ? (size_t)atoi(argv[4]) : 1;
	unsigned number = 0;
	char *names, *name;
	int fd;

	if (argc < 4)
		return 64;
	fd = connect_to(argv[1], argv[2]);
	if (fd < 0)
		return 1;
	names = argv[3];
	while ((name = strsep(&names, ","))) {
		const char *word = begin(fd, name, number, n);

		printf("%s%s", number++ ? " " : "", word);
	}
	putchar('\n');
	return 0;
}
