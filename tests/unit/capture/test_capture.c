/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Captures: forms of files, byte orders, damage. */

#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tests/unit/wire.h"
#include "tools/capture/capture.h"

static struct capture c;
static struct capture_frame f;
static struct wire w;

static void little(struct wire *to, uint32_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		put8(to, (uint8_t)(v >> 8 * i));
}

/* Opens what is in `w` as a file. */
static bool opens(void)
{
	static char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/capture", scratch());
	file = fopen(path, "w");
	fwrite(w.p, 1, w.len, file);
	fclose(file);
	return capture_open(&c, path);
}

/* --- pcap ------------------------------------------------------------ */

/* A header and a packet "abc"; `extra` bytes more in each record's head. */
static void put_pcap(uint32_t magic, size_t extra)
{
	w.len = 0;
	little(&w, magic, 4);
	little(&w, 2, 2);
	little(&w, 4, 2);
	put_fill(&w, 0, 8);
	little(&w, 65535, 4);
	little(&w, 101, 4);
	for (int i = 0; i < 2; i++) {
		little(&w, 1000, 4);
		little(&w, 500, 4);
		little(&w, 3, 4);
		little(&w, 9, 4);
		put_fill(&w, 0xee, extra);
		put(&w, "abc", 3);
	}
}

static void test_pcap(void)
{
	static const struct {
		uint32_t magic;
		size_t extra;
		long ns;
	} rows[] = {
		{ 0xa1b2c3d4, 0, 500000 },
		{ 0xa1b23c4d, 0, 500 },
		{ 0xa1b2cd34, 8, 500000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put_pcap(rows[i].magic, rows[i].extra);
		ok(opens(), "a pcap %08x", rows[i].magic);
		for (int n = 0; n < 2; n++) {
			ok(capture_next(&c, &f), "packet %d", n);
			ok(f.data.len == 3 && !memcmp(f.data.p, "abc", 3),
			   ": its bytes");
		}
		is_number(f.time.tv_nsec, rows[i].ns, ": its time");
		is_number(f.whole, 9, ": its length on the wire");
		is_number(f.link, 101, ": its link");
		ok(!capture_next(&c, &f) && !c.error[0], "the end");
		capture_close(&c);
		w.len -= 1;
		ok(opens() && capture_next(&c, &f) && !capture_next(&c, &f),
		   "one cut off");
		is_text(c.error,
			"behind packet 1: the file ends inside a packet",
			": is told");
		capture_close(&c);
	}
	ok(!capture_open(&c, scratch()), "a folder");
	is_text(c.error, "Is a directory", ": is told");
	capture_close(&c);
	put_pcap(0xa1b2c3d5, 0);
	ok(!opens(), ": another magic");
	is_text(c.error, "neither a pcap nor a pcapng file", ": is told");
	capture_close(&c);
}

/* --- pcapng ---------------------------------------------------------- */

static void put_block(uint32_t type, const struct wire *body)
{
	little(&w, type, 4);
	little(&w, (uint32_t)(12 + body->len), 4);
	put(&w, body->p, body->len);
	little(&w, (uint32_t)(12 + body->len), 4);
}

static void put_section(unsigned interfaces, uint32_t interface)
{
	static struct wire body;

	body.len = 0;
	little(&body, 0x1a2b3c4d, 4);
	little(&body, 1, 4);
	put_fill(&body, 0xff, 8);
	put_block(0x0a0d0d0a, &body);
	for (unsigned i = 0; i < interfaces; i++) {
		body.len = 0;
		little(&body, i, 2);
		put_fill(&body, 0, 6);
		put_block(1, &body);
	}
	body.len = 0;
	little(&body, interface, 4);
	put_fill(&body, 0, 8);
	little(&body, 4, 4);
	little(&body, 4, 4);
	put(&body, "abcd", 4);
	put_block(6, &body);
}

static void test_interfaces(void)
{
	w.len = 0;
	put_section(1000, 999);
	put_section(3, 2);
	put_section(700, 700);
	ok(opens(), "a pcapng file");
	ok(capture_next(&c, &f), "of a thousand interfaces");
	is_number(f.link, 999, "the last of them");
	ok(capture_next(&c, &f), "a new section");
	is_number(f.link, 2, ": has its own");
	ok(!capture_next(&c, &f), "one that was not described");
	is_text(c.error, "behind packet 3: interface 700 was not described",
		": is told");
	capture_close(&c);
}

int main(void)
{
	test_pcap();
	test_interfaces();
	return done_testing();
}
