/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Honest uploads over a line that loses segments: what comes late is sent
 * again, and nothing in a body is a request (nfq/judge/message.c). */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

enum { SEGMENT = 1448, WINDOW = 400, SIZE = 3000000 };

static struct judge *j;
static uint8_t *bytes;
static size_t len;

static void add(const void *p, size_t n)
{
	memcpy(bytes + len, p, n);
	len += n;
}

static void add_text(const char *text)
{
	add(text, strlen(text));
}

/* A body whose bytes look like requests to a blocked host. */
static void make(bool chunked, size_t size)
{
	static const char line[] = "GET / HTTP/1.1\r\nHost: " BLOCKED
				   "\r\n\r\n";
	static char block[8000];
	char head[40];

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = line[i % (sizeof(line) - 1)];
	len = 0;
	add_text("POST / HTTP/1.1\r\nHost: " ALLOWED "\r\n");
	snprintf(head, sizeof(head), "Content-Length: %zu\r\n\r\n", size);
	add_text(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : head);
	for (size_t n; size > 0; size -= n) {
		n = size < sizeof(block) ? size : sizeof(block);
		snprintf(head, sizeof(head), "%zx\r\n", n);
		if (chunked)
			add_text(head);
		add(block, n);
		if (chunked)
			add_text("\r\n");
	}
	if (chunked)
		add_text("0\r\n\r\n");
	add_text("GET / HTTP/1.1\r\nHost: " ALLOWED "\r\n\r\n");
}

/* Sends it all, and what was lost or dropped again, as a client with a window
 * does; whether nothing was refused. `merge`: segments that come as one. */
static bool upload(unsigned loss, unsigned merge)
{
	static bool has[SIZE / SEGMENT + 100];
	struct client c = client_of(j, 80);
	size_t n = (len + SEGMENT - 1) / SEGMENT, low = 0;

	memset(has, 0, sizeof(has));
	j->standing = STANDING_NEW;
	while (low < n) {
		for (size_t i = low; i < low + WINDOW && i < n;) {
			size_t k = 1 + random_next() % merge;
			size_t from = i * SEGMENT, to;
			enum verdict v;

			k = i + k > n ? n - i : k;
			to = (i + k) * SEGMENT < len ? (i + k) * SEGMENT : len;
			if ((has[i] || random_next() % 1000 < loss) &&
			    (i > 0 || has[0])) {
				i++;
				continue;
			}
			v = client_send(&c, (uint32_t)from, bytes + from,
					to - from);
			j->standing = STANDING_KNOWN;
			if (v != VERDICT_MORE && v != VERDICT_PASS_ONCE &&
			    v != VERDICT_DROP)
				return false;
			for (; k > 0; k--, i++)
				has[i] = has[i] || v != VERDICT_DROP;
		}
		while (low < n && has[low])
			low++;
	}
	return true;
}

static void test(const char *settings)
{
	j = judge_with(settings);
	for (int chunked = 0; chunked < 2; chunked++)
		for (unsigned merge = 1; merge < 40; merge *= 3) {
			make(chunked, SIZE / 2);
			ok(upload(10, merge) && upload(100, merge),
			   "%s, %u at a time: an upload that loses segments",
			   chunked ? "chunked" : "plain", merge);
		}
	judge_done(j);
}

int main(void)
{
	bytes = malloc(SIZE + 1000);
	test("mode = \"enforce\";");
	test("mode = \"enforce\"; strict = true;");
	free(bytes);
	return done_testing();
}
