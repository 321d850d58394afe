/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A server and clients for measurements, both with epoll and one thread:
 *
 *	load serve ADDRESS PORT		answers a hello with one byte, or with
 *					a stream if it asks for one
 *	load connect ADDRESS PORT FIRST COUNT SECONDS PARALLEL HELLO
 *		connects from COUNT source addresses, FIRST being the first,
 *		sends the file HELLO, waits for the byte, resets; prints
 *		connections per second
 *	load stream ADDRESS PORT SECONDS HELLO
 *		one connection: sends HELLO and, once that is answered, what
 *		asks for the stream, as TLS has a second flight; reads as fast
 *		as it can; prints megabytes per second
 *	load hold ADDRESS PORT FIRST COUNT CONNECTIONS HELLO BYTES
 *		opens CONNECTIONS, sends the first BYTES of HELLO on each and
 *		prints "held", then waits
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, CHUNK = 256 * 1024, HELLO_MAX = 8192 };

static char hello[HELLO_MAX];
static size_t hello_len;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct sockaddr_in address(const char *text, const char *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };

	a.sin_port = htons((uint16_t)atoi(port));
	if (inet_pton(AF_INET, text, &a.sin_addr) != 1)
		die(text);
	return a;
}

static void read_hello(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		die(path);
	hello_len = fread(hello, 1, sizeof(hello), f);
	fclose(f);
}

static void watch(int epoll, int fd, uint32_t events, int op)
{
	struct epoll_event e = { .events = events, .data.fd = fd };

	if (epoll_ctl(epoll, op, fd, &e) < 0)
		die("epoll_ctl");
}

/* --- the server ------------------------------------------------------ */

/* What a connection still wants: bytes of its hello, then maybe a stream. */
static uint8_t streaming[1 << 20];
static char chunk[CHUNK];

static void serve_client(int epoll, int fd, uint32_t events)
{
	char in[16384];
	ssize_t n;

	if (streaming[fd]) {
		while ((n = send(fd, chunk, sizeof(chunk), MSG_NOSIGNAL)) > 0)
			;
		if (n < 0 && errno == EAGAIN)
			return;
	} else if (events & EPOLLIN) {
		n = recv(fd, in, sizeof(in), 0);
		if (n > 0 && in[n - 1] == 'S') {
			streaming[fd] = 1;
			watch(epoll, fd, EPOLLOUT, EPOLL_CTL_MOD);
			return;
		}
		/* The hello may come in pieces: its end answers. */
		if (n > 0 && in[n - 1] == 'E')
			send(fd, "!", 1, MSG_NOSIGNAL);
		if (n > 0 || (n < 0 && errno == EAGAIN))
			return;
	}
	streaming[fd] = 0;
	close(fd);
}

static int serve(char **a)
{
	struct sockaddr_in at = address(a[0], a[1]);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	int epoll = epoll_create1(0);
	struct epoll_event e[EVENTS];

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Inherited: notices the clients whose reset was lost. */
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &on, sizeof(on));
	if (bind(fd, (void *)&at, sizeof(at)) < 0 || listen(fd, 4096) < 0)
		die("listen");
	watch(epoll, fd, EPOLLIN, EPOLL_CTL_ADD);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(epoll, e, EVENTS, -1);

		for (int i = 0; i < n; i++) {
			int c;

			if (e[i].data.fd != fd) {
				serve_client(epoll, e[i].data.fd, e[i].events);
				continue;
			}
			while ((c = accept4(fd, NULL, NULL,
					    SOCK_NONBLOCK)) >= 0) {
				setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on,
					   sizeof(on));
				watch(epoll, c, EPOLLIN, EPOLL_CTL_ADD);
			}
			if (errno == EMFILE)
				die("accept");
		}
	}
	return 0;
}

/* --- the clients ----------------------------------------------------- */

static struct sockaddr_in to, from;
static unsigned sources, next_source;

/* A connection from the next source address, on its way. */
static int begin(int epoll)
{
	const struct linger reset = { .l_onoff = 1 };
	struct sockaddr_in src = from;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		die("socket");
	src.sin_addr.s_addr = htonl(ntohl(from.sin_addr.s_addr) +
				    next_source++ % sources);
	src.sin_port = 0;
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	if (bind(fd, (void *)&src, sizeof(src)) < 0)
		die("bind");
	if (connect(fd, (void *)&to, sizeof(to)) < 0 && errno != EINPROGRESS)
		die("connect");
	watch(epoll, fd, EPOLLOUT, EPOLL_CTL_ADD);
	return fd;
}

static int connect_many(char **a)
{
	double seconds = atof(a[4]), start, end;
	int parallel = atoi(a[5]), epoll = epoll_create1(0);
	struct epoll_event e[EVENTS];
	unsigned long done = 0, failed = 0;

	to = address(a[0], a[1]);
	from = address(a[2], "0");
	sources = (unsigned)atoi(a[3]);
	read_hello(a[6]);
	hello[hello_len++] = 'E';
	start = now();
	end = start + seconds;
	for (int i = 0; i < parallel; i++)
		begin(epoll);
	while (now() < end) {
		int n = epoll_wait(epoll, e, EVENTS, 100);

		for (int i = 0; i < n; i++) {
			int fd = e[i].data.fd;
			char byte;

			if (e[i].events & EPOLLOUT &&
			    send(fd, hello, hello_len, MSG_NOSIGNAL) ==
			    (ssize_t)hello_len) {
				watch(epoll, fd, EPOLLIN, EPOLL_CTL_MOD);
				continue;
			}
			if (e[i].events & EPOLLIN && recv(fd, &byte, 1, 0) == 1)
				done++;
			else
				failed++;
			close(fd);
			begin(epoll);
		}
	}
	printf("%.0f %lu %lu\n", (double)done / (now() - start), done, failed);
	return 0;
}

static int stream(char **a)
{
	double seconds = atof(a[2]), start;
	struct sockaddr_in dst = address(a[0], a[1]);
	const struct timeval patience = { .tv_sec = 2 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	uint64_t bytes = 0;
	ssize_t n = 0;

	read_hello(a[3]);
	hello[hello_len++] = 'E';
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (void *)&dst, sizeof(dst)) < 0 ||
	    send(fd, hello, hello_len, 0) != (ssize_t)hello_len ||
	    recv(fd, chunk, 1, 0) != 1 || send(fd, "S", 1, 0) != 1)
		die("connect");
	start = now();
	while (now() < start + seconds &&
	       (n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		bytes += (uint64_t)n;
	if (n <= 0)
		die("stream");
	printf("%.1f\n", (double)bytes / 1e6 / (now() - start));
	return 0;
}

static int hold(char **a)
{
	const struct rlimit files = { 1 << 20, 1 << 20 };
	int want = atoi(a[4]), epoll = epoll_create1(0), on = 1;
	size_t part = (size_t)atoi(a[6]);
	struct epoll_event e[EVENTS];

	setrlimit(RLIMIT_NOFILE, &files);
	to = address(a[0], a[1]);
	from = address(a[2], "0");
	sources = (unsigned)atoi(a[3]);
	read_hello(a[5]);
	for (int open = 0, sent = 0; sent < want; ) {
		int n;

		for (; open < want && open - sent < 256; open++)
			begin(epoll);
		n = epoll_wait(epoll, e, EVENTS, 1000);
		if (n == 0)
			break;
		for (int i = 0; i < n; i++, sent++) {
			setsockopt(e[i].data.fd, IPPROTO_TCP, TCP_NODELAY, &on,
				   sizeof(on));
			send(e[i].data.fd, hello, part, MSG_NOSIGNAL);
			watch(epoll, e[i].data.fd, 0, EPOLL_CTL_DEL);
		}
	}
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int words;
		int (*run)(char **a);
	} commands[] = {
		{ "serve", 2, serve }, { "connect", 7, connect_many },
		{ "stream", 4, stream }, { "hold", 7, hold },
	};

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < 4; i++)
		if (argc == commands[i].words + 2 &&
		    strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argv + 2);
	fprintf(stderr, "usage: see the head of tests/bench/load.c\n");
	return 64;
}
