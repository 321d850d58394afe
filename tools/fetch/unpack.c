/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacks what lists are packed with. */

#include <errno.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/fetch/unpack.h"

enum {
	CHUNK = 65536,
	XZ_MEMORY = 128 << 20,	/* of a dictionary; xz -9 has 64 MiB */
	ZSTD_WINDOW = 27,	/* the most that zstd takes without --long */
};

struct copy {
	int in, out;
	uint64_t left;		/* that may still be written */
	uint8_t input[CHUNK], output[CHUNK];
};

/* Bytes read into c->input, 0 at the end, or -errno. */
static ssize_t refill(struct copy *c)
{
	ssize_t n;

	do {
		n = read(c->in, c->input, CHUNK);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

static int emit(struct copy *c, const uint8_t *p, size_t n)
{
	if (n > c->left)
		return -EFBIG;
	c->left -= n;
	while (n > 0) {
		ssize_t done = write(c->out, p, n);

		if (done < 0 && errno != EINTR)
			return -errno;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

static int copy_plain(struct copy *c)
{
	ssize_t n;
	int ret = 0;

	while (ret == 0 && (n = refill(c)) != 0)
		ret = n < 0 ? (int)n : emit(c, c->input, (size_t)n);
	return ret;
}

/* --- gzip: members, one behind the other ----------------------------- */

static int inflate_chunk(struct copy *c, z_stream *z, bool *inside)
{
	int ret = 0;

	do {
		int state;

		z->next_out = c->output;
		z->avail_out = CHUNK;
		if (!*inside && z->avail_in > 0) {
			inflateReset(z);
			*inside = true;
		}
		state = inflate(z, Z_NO_FLUSH);
		if (state == Z_STREAM_END)
			*inside = false;
		else if (state != Z_OK && state != Z_BUF_ERROR)
			return -EBADMSG;
		ret = emit(c, c->output, CHUNK - z->avail_out);
	} while (ret == 0 && (z->avail_out == 0 ||
			      (!*inside && z->avail_in > 0)));
	return ret;
}

static int copy_gzip(struct copy *c)
{
	z_stream z = { .next_in = NULL };
	bool inside = true;
	ssize_t n;
	int ret = 0;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return -ENOMEM;
	while (ret == 0 && (n = refill(c)) != 0) {
		z.next_in = c->input;
		z.avail_in = n < 0 ? 0 : (unsigned)n;
		ret = n < 0 ? (int)n : inflate_chunk(c, &z, &inside);
	}
	inflateEnd(&z);
	return ret == 0 && inside ? -ENODATA : ret;
}

/* --- xz -------------------------------------------------------------- */

static int xz_error(lzma_ret r)
{
	return r == LZMA_OK || r == LZMA_STREAM_END ? 0 :
	       r == LZMA_MEMLIMIT_ERROR ? -EFBIG :
	       r == LZMA_BUF_ERROR ? -ENODATA : -EBADMSG;
}

static int copy_xz(struct copy *c)
{
	lzma_stream x = LZMA_STREAM_INIT;
	lzma_ret r = lzma_stream_decoder(&x, XZ_MEMORY, LZMA_CONCATENATED);
	lzma_action action = LZMA_RUN;
	int ret = xz_error(r);

	while (ret == 0 && r != LZMA_STREAM_END) {
		if (x.avail_in == 0 && action == LZMA_RUN) {
			ssize_t n = refill(c);

			x.next_in = c->input;
			x.avail_in = n > 0 ? (size_t)n : 0;
			if (n == 0)
				action = LZMA_FINISH;
			ret = n < 0 ? (int)n : 0;
		}
		x.next_out = c->output;
		x.avail_out = CHUNK;
		if (ret == 0) {
			r = lzma_code(&x, action);
			ret = xz_error(r);
		}
		if (ret == 0)
			ret = emit(c, c->output, CHUNK - x.avail_out);
	}
	lzma_end(&x);
	return ret;
}

/* --- zstd ------------------------------------------------------------ */

static int copy_zstd(struct copy *c)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	size_t state = 1;	/* 0 where a frame has ended */
	ssize_t n;
	int ret = 0;

	ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, ZSTD_WINDOW);
	while (ret == 0 && (n = refill(c)) != 0) {
		ZSTD_inBuffer in = { c->input, n < 0 ? 0 : (size_t)n, 0 };
		bool full = true;

		ret = n < 0 ? (int)n : 0;
		/* A call without input behind a frame's end would begin the
		 * next one. */
		while (ret == 0 && (in.pos < in.size ||
				    (full && state != 0))) {
			ZSTD_outBuffer out = { c->output, CHUNK, 0 };

			state = ZSTD_decompressStream(z, &out, &in);
			full = out.pos == out.size;
			ret = ZSTD_isError(state) ? -EBADMSG :
			      emit(c, c->output, out.pos);
		}
	}
	ZSTD_freeDCtx(z);
	return ret == 0 && state != 0 ? -ENODATA : ret;
}

/* --- which ----------------------------------------------------------- */

static const struct {
	char magic[8];
	size_t len;
	int (*copy)(struct copy *c);
} packers[] = {
	{ "\x1f\x8b\x08", 3, copy_gzip },
	{ "\xfd" "7zXZ\0", 6, copy_xz },
	{ "\x28\xb5\x2f\xfd", 4, copy_zstd },
};

int unpack(int in, int out, uint64_t max)
{
	int (*how)(struct copy *c) = copy_plain;
	struct copy *c;
	char start[8];
	ssize_t n = pread(in, start, sizeof(start), 0);
	int ret;

	if (n < 0 || lseek(in, 0, SEEK_SET) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++)
		if ((size_t)n >= packers[i].len &&
		    memcmp(start, packers[i].magic, packers[i].len) == 0)
			how = packers[i].copy;
	c = xcalloc(1, sizeof(*c));
	c->in = in;
	c->out = out;
	c->left = max;
	ret = how(c);
	free(c);
	return ret;
}
