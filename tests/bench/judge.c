/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges one client's payload again and again, each time in a connection of
 * its own, for counting instructions:
 *
 *	judge CONFIG tcp|udp PORT FILE FIRST TIMES
 *
 * The first packet carries FIRST bytes of the file (0: all), and if that is
 * not enough to decide a second one the rest. Prints the last verdict and
 * how many packets it took.
 */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "nfq/event/event.h"
#include "nfq/judge/pipeline.h"

enum { IP = 20, TCP = 20, UDP = 8, PACKET_MAX = 16384 };

struct client {
	uint8_t proto;
	unsigned port;
	struct buffer file;
	struct judge *j;
};

static void put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* The headers of connection `n`, for `len` bytes that are `at` bytes behind
 * its first; their length. */
static size_t put_headers(const struct client *c, uint8_t *p, unsigned n,
			  size_t at, size_t len)
{
	size_t size = IP + (c->proto == IPPROTO_TCP ? TCP : UDP);
	uint8_t *t = p + IP;

	memset(p, 0, size);
	p[0] = 0x45;
	put16(p + 2, size + len);
	p[8] = 64;
	p[9] = c->proto;
	memcpy(p + 12, (uint8_t[]) { 10, 1, (uint8_t)(n / 60000), 2 }, 4);
	memcpy(p + 16, (uint8_t[]) { 10, 2, 0, 2 }, 4);
	put16(t, 1024 + n % 60000);
	put16(t + 2, c->port);
	if (c->proto == IPPROTO_UDP) {
		put16(t + 4, UDP + len);
		return size;
	}
	put16(t + 4, n);
	put16(t + 6, at);
	t[12] = TCP / 4 << 4;
	t[13] = 0x18;			/* PSH, ACK */
	return size;
}

static enum verdict judge(const struct client *c, unsigned n, size_t at,
			  size_t len)
{
	static uint8_t packet[PACKET_MAX];
	size_t head = put_headers(c, packet, n, at, len);

	memcpy(packet + head, c->file.p + at, len);
	return pipeline_judge(c->j, packet, head + len, head + len);
}

/* As a worker does, but for the ring. */
static void report(void *arg, const struct report *r)
{
	const struct client *c = arg;
	static struct event e;

	if (event_wanted(r))
		event_fill(&e, c->j->rules, r);
}

int main(int argc, char **argv)
{
	struct conf_report problems = { .errors = 0 };
	struct client c = { .proto = IPPROTO_TCP };
	enum verdict v = VERDICT_MORE;
	unsigned packets = 0, times;
	size_t first;

	if (argc != 7 || file_read(argv[4], PACKET_MAX - IP - TCP, &c.file) < 0)
		return 2;
	if (strcmp(argv[2], "udp") == 0)
		c.proto = IPPROTO_UDP;
	c.port = (unsigned)strtoul(argv[3], NULL, 10);
	first = strtoul(argv[5], NULL, 10);
	times = (unsigned)strtoul(argv[6], NULL, 10);
	if (first == 0 || first > c.file.len)
		first = c.file.len;
	c.j = judge_new(JUDGE_FLOWS, JUDGE_CHUNKS, report, &c);
	c.j->rules = rules_load(argv[1], RULES_CHECK, NULL, &problems);
	if (!c.j->rules)
		return 2;
	for (unsigned n = 0; n < times; n++) {
		c.j->opener.ready = false;	/* another has other keys */
		v = judge(&c, n, 0, first);
		packets = 1;
		if (v != VERDICT_MORE || first == c.file.len)
			continue;
		v = judge(&c, n, first, c.file.len - first);
		packets = 2;
	}
	printf("%s, packets: %u\n", verdict_words[v], packets);
	return 0;
}
