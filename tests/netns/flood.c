/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flood INTERFACE MAC ADDRESS COUNT RATE: sends COUNT TCP segments with the
 * first part of a hello to port 443 of ADDRESS, each of a connection that
 * never was, in the names of ten clients (10.1.0.10 on, fd01:0:0:1::10 on;
 * those of IPv6 in two /64), at RATE a second at most. Prints how long it took.
 */

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, FRAME = 14 + 40 + 20 + 90, CLIENTS = 10 };

static uint8_t frames[BATCH][FRAME];
static struct mmsghdr messages[BATCH];
static struct iovec vectors[BATCH];
static size_t ip_len, len;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static uint32_t sum_of(const uint8_t *p, size_t n, uint32_t sum)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	return sum;
}

static uint16_t folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* All but what differs from frame to frame. */
static void make(uint8_t *f, const uint8_t *mac, const char *address)
{
	uint8_t *ip = f + ETH_HLEN, *tcp;
	struct in6_addr six;

	memcpy(f, mac, ETH_ALEN);
	f[6] = 2;
	if (strchr(address, ':')) {
		put16(f + 12, ETH_P_IPV6);
		ip[0] = 0x60;
		put16(ip + 4, 20 + 90);
		ip[6] = IPPROTO_TCP;
		ip[7] = 64;
		inet_pton(AF_INET6, "fd01:0:0:1::", ip + 8);
		if (inet_pton(AF_INET6, address, &six) != 1)
			die(address);
		memcpy(ip + 24, &six, 16);
		ip_len = 40;
	} else {
		put16(f + 12, ETH_P_IP);
		ip[0] = 0x45;
		put16(ip + 2, 20 + 20 + 90);
		ip[8] = 64;
		ip[9] = IPPROTO_TCP;
		memcpy(ip + 12, (uint8_t[]) { 10, 1, 0, 0 }, 4);
		if (inet_pton(AF_INET, address, ip + 16) != 1)
			die(address);
		ip_len = 20;
	}
	tcp = ip + ip_len;
	put16(tcp + 2, 443);
	tcp[12] = 5 << 4;
	tcp[13] = 0x18;			/* PSH, ACK */
	put16(tcp + 14, 64000);
	memcpy(tcp + 20, "\x16\3\1\2\0\1\0\1\xfc\3\3", 11);
	len = ETH_HLEN + ip_len + 20 + 90;
}

/* Frame number `n` of the flood. */
static void aim(uint8_t *f, uint32_t n)
{
	uint8_t *ip = f + ETH_HLEN, *tcp = ip + ip_len;
	uint32_t ends;

	if (ip_len == 40) {
		ip[15] = 1 + n % 2;
		ip[23] = (uint8_t)(10 + n % CLIENTS);
		ends = sum_of(ip + 8, 32, 0);
	} else {
		ip[15] = (uint8_t)(10 + n % CLIENTS);
		put16(ip + 10, 0);
		put16(ip + 10, folded(sum_of(ip, 20, 0)));
		ends = sum_of(ip + 12, 8, 0);
	}
	put16(tcp, 1024 + n / CLIENTS % 60000);
	put16(tcp + 4, n * 40503u >> 8);
	put16(tcp + 8, n * 30011u >> 8);
	put16(tcp + 16, 0);
	put16(tcp + 16, folded(sum_of(tcp, 20 + 90, ends + IPPROTO_TCP +
				      20 + 90)));
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void pace(double start, double sent, double rate)
{
	double wait = start + sent / rate - now();
	struct timespec t = { 0, 0 };

	if (wait < .001)
		return;
	t.tv_nsec = (long)(wait < .1 ? wait * 1e9 : 1e8);
	nanosleep(&t, NULL);
}

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	uint8_t mac[ETH_ALEN];
	uint32_t count, sent = 0;
	double start = now();
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (argc != 6 || sscanf(argv[2], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac,
				mac + 1, mac + 2, mac + 3, mac + 4,
				mac + 5) != 6)
		return 2;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die(argv[1]);
	for (int i = 0; i < BATCH; i++)
		make(frames[i], mac, argv[3]);
	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec) { frames[i], len };
		messages[i].msg_hdr = (struct msghdr) {
			.msg_iov = &vectors[i], .msg_iovlen = 1,
		};
	}
	for (count = (uint32_t)strtoul(argv[4], NULL, 10); sent < count;) {
		for (uint32_t i = 0; i < BATCH; i++)
			aim(frames[i], sent + i);
		if (sendmmsg(fd, messages, BATCH, 0) < 0)
			die("sendmmsg");
		sent += BATCH;
		pace(start, sent, strtod(argv[5], NULL));
	}
	printf("%u in %.2f s\n", sent, now() - start);
	return 0;
}
