/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fragments put together, and what must not be. */

#include <netinet/in.h>

#include "tests/unit/ipwire.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"
#include "tools/capture/datagram.h"

enum { LEN = 1000 };

static struct datagrams *d;
static uint8_t data[LEN];
static struct span ip;

/* The piece [from, to) of `data`; true if it completes the datagram. */
static bool piece(uint16_t id, size_t from, size_t to, bool more)
{
	static struct wire w;
	uint16_t fragment = (uint16_t)(from / 8 | (more ? 0x2000 : 0));
	size_t whole;

	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put(&w, data + from, to - from);
	close_ipv4(&w);
	w.p[4] = (uint8_t)(id >> 8);
	w.p[5] = (uint8_t)id;
	w.p[6] = (uint8_t)(fragment >> 8);
	w.p[7] = (uint8_t)fragment;
	whole = w.len;
	ip = (struct span) { w.p, w.len };
	return datagram_open(d, 1000, &ip, &whole);
}

/* A capture that has `len` bytes of the first piece. */
static bool cut_piece(uint16_t id, size_t len, struct span *got)
{
	struct span part;
	size_t whole;

	piece(id, 0, 400, true);
	part = (struct span) { ip.p, len };
	whole = ip.len;
	*got = part;
	return datagram_open(d, 1000, got, &whole) && whole == ip.len &&
	       got->p == part.p && got->len == len;
}

static bool is_data(void)
{
	return ip.len == 20 + LEN && memcmp(ip.p + 20, data, LEN) == 0;
}

static void test_whole(void)
{
	ok(piece(1, 0, LEN, false) && is_data(), "no fragment");
	ok(!piece(2, 0, 400, true) && piece(2, 400, LEN, false) && is_data(),
	   "two in order");
	ok(!piece(3, 400, LEN, false) && piece(3, 0, 400, true) && is_data(),
	   "reversed");
	ok(!piece(4, 0, 400, true) && !piece(5, 400, LEN, false),
	   ": not of two datagrams");
	ok(!piece(6, 0, 400, true) && !piece(6, 0, 400, true) &&
	   piece(6, 400, LEN, false) && is_data(), "one sent twice");
}

static void test_ends(void)
{
	ok(!piece(10, 800, LEN, false) && !piece(10, 0, 400, true) &&
	   !piece(10, 400, 600, false), "an end before the end");
	ok(!piece(11, 0, 400, true) && !piece(11, 480, 600, false) &&
	   !piece(11, 600, LEN, false) && !piece(11, 400, 480, true),
	   "something behind the end");
	ok(!piece(11, 0, 480, true) && piece(11, 480, LEN, false) && is_data(),
	   "the number serves again");
}

static void test_cut(void)
{
	struct span got;

	ok(cut_piece(20, 100, &got), "the first piece, cut by the capture");
	ok(!cut_piece(21, 420, &got), ": not cut");
}

int main(void)
{
	for (size_t i = 0; i < LEN; i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	d = datagrams_new();
	test_whole();
	test_ends();
	test_cut();
	datagrams_free(d);
	return done_testing();
}
