/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacking: whole files, damaged ones, bombs. */

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/buffer.h"
#include "tests/unit/tap.h"
#include "tools/fetch/unpack.h"

/* --- packing --------------------------------------------------------- */

static void pack_plain(struct buffer *out, const void *p, size_t len)
{
	buffer_add(out, p, len);
}

static void pack_gzip(struct buffer *out, const void *p, size_t len)
{
	z_stream z = { .next_in = (void *)(uintptr_t)p,
		       .avail_in = (unsigned)len };
	uint8_t chunk[4096];

	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	do {
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		deflate(&z, Z_FINISH);
		buffer_add(out, chunk, sizeof(chunk) - z.avail_out);
	} while (z.avail_out == 0);
	deflateEnd(&z);
}

static void pack_xz(struct buffer *out, const void *p, size_t len)
{
	size_t bound = lzma_stream_buffer_bound(len), at = 0;
	uint8_t *to = xcalloc(1, bound);

	lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, p, len, to, &at,
				bound);
	buffer_add(out, to, at);
	free(to);
}

static void pack_zstd(struct buffer *out, const void *p, size_t len)
{
	size_t bound = ZSTD_compressBound(len);
	uint8_t *to = xcalloc(1, bound);

	bound = ZSTD_compress(to, bound, p, len, 9);
	buffer_add(out, to, bound);
	free(to);
}

static const struct {
	const char *name;
	void (*pack)(struct buffer *out, const void *p, size_t len);
} packers[] = {
	{ "plain", pack_plain }, { "gzip", pack_gzip }, { "xz", pack_xz },
	{ "zstd", pack_zstd },
};

enum { PACKERS = ARRAY_SIZE(packers) };

/* --- unpacking ------------------------------------------------------- */

static int memory_file(const void *p, size_t len)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	if (len > 0 && write(fd, p, len) != (ssize_t)len)
		give_up("memory is full");
	return fd;
}

/* What it came to, and how much was written. */
static int run(const struct buffer *packed, uint64_t max, struct buffer *out)
{
	int in = memory_file(packed->p, packed->len);
	int to = memory_file(NULL, 0);
	int ret = unpack(in, to, max);
	off_t len = lseek(to, 0, SEEK_CUR);

	out->len = 0;
	if (len > 0 && pread(to, buffer_extend(out, (size_t)len),
			     (size_t)len, 0) != len)
		give_up("cannot read back");
	close(in);
	close(to);
	return ret;
}

static void test_whole(const char *text, size_t len, const char *what)
{
	for (int i = 0; i < PACKERS; i++) {
		struct buffer packed = { 0 }, out = { 0 };
		int ret;

		packers[i].pack(&packed, text, len);
		ret = run(&packed, len, &out);
		ok(ret == 0 && out.len == len &&
		   (len == 0 || memcmp(out.p, text, len) == 0),
		   "%s in %s", what, packers[i].name);
		if (len > 0)
			is_number(run(&packed, len - 1, &out), -EFBIG,
				  ": and a byte less is too little");
		/* One behind the other, as "cat a.gz b.gz". */
		packers[i].pack(&packed, text, len);
		ret = run(&packed, 2 * len, &out);
		ok(ret == 0 && out.len == 2 * len, "%s twice in %s: %d", what,
		   packers[i].name, ret);
		buffer_done(&packed);
		buffer_done(&out);
	}
}

static void test_damaged(const char *text, size_t len)
{
	for (int i = 1; i < PACKERS; i++) {
		struct buffer packed = { 0 }, out = { 0 };
		unsigned unnoticed = 0;
		size_t whole;

		packers[i].pack(&packed, text, len);
		whole = packed.len;
		for (packed.len = 8; packed.len < whole; packed.len += 37)
			unnoticed += run(&packed, len, &out) != -ENODATA;
		is_number(unnoticed, 0, "%s cut anywhere ends too early",
			  packers[i].name);
		packed.len = whole;
		packed.p[whole / 2] ^= 0x55;
		packed.p[whole / 2 + 1] ^= 0x55;
		/* zstd has no checksum here: the text may differ instead. */
		ok(run(&packed, 2 * len, &out) < 0 || out.len != len ||
		   memcmp(out.p, text, len) != 0, "%s damaged",
		   packers[i].name);
		packed.p[whole / 2] ^= 0x55;
		packed.p[whole / 2 + 1] ^= 0x55;
		buffer_text(&packed, "<html>");
		ok(run(&packed, 2 * len, &out) < 0, "%s with more behind it",
		   packers[i].name);
		buffer_done(&packed);
		buffer_done(&out);
	}
}

static void test_bomb(void)
{
	enum { LEN = 16 << 20, MAX = 1 << 20 };
	char *zeros = xcalloc(1, LEN);

	for (int i = 1; i < PACKERS; i++) {
		struct buffer packed = { 0 }, out = { 0 };
		int ret;

		packers[i].pack(&packed, zeros, LEN);
		ret = run(&packed, MAX, &out);
		ok(ret == -EFBIG && out.len <= MAX,
		   "a bomb of %zu bytes in %s is stopped", packed.len,
		   packers[i].name);
		buffer_done(&packed);
		buffer_done(&out);
	}
	free(zeros);
}

/* A zstd frame that asks for a window of 2 GiB. */
static void test_window(void)
{
	static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
					 21 << 3, 0x01, 0x00, 0x00 };
	struct buffer packed = { 0 }, out = { 0 };

	buffer_add(&packed, frame, sizeof(frame));
	is_number(run(&packed, 1 << 20, &out), -EBADMSG,
		  "a window that is too large is refused");
	buffer_done(&packed);
	buffer_done(&out);
}

static void test_full_disk(void)
{
	int in = memory_file("some text", 9);
	int out = open("/dev/full", O_WRONLY | O_CLOEXEC);

	is_number(unpack(in, out, 100), -ENOSPC, "a full disk is told");
	close(in);
	close(out);
}

int main(void)
{
	struct buffer text = { 0 };

	random_seed(1);
	while (text.len < 300000)
		buffer_printf(&text, "%08x.example.test\n",
			      (unsigned)random_next());
	test_whole(text.p, text.len, "300 kB");
	/* Just as long as what is unpacked at a time. */
	test_whole(text.p, 65536, "64 KiB");
	test_whole(text.p, 131072, "128 KiB");
	test_whole("a", 1, "a byte");
	test_whole("", 0, "nothing");
	test_damaged(text.p, 65536);
	test_bomb();
	test_window();
	test_full_disk();
	buffer_done(&text);
	return done_testing();
}
