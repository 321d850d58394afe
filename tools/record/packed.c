/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacks files as they are read. */

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/record/packed.h"

enum {
	INPUT = 1 << 16,
	XZ_MEMORY = 128 << 20,	/* of a dictionary; xz -9 has 64 MiB */
	ZSTD_WINDOW = 27,	/* the most that zstd takes without --long */
};

/* How a kind is unpacked: what is in p->in into `to`, as far as both go. */
struct kind {
	uint8_t magic[6];
	size_t len;
	int (*open)(struct packed *p);
	ssize_t (*turn)(struct packed *p, uint8_t *to, size_t n);
	void (*close)(struct packed *p);
};

struct packed {
	int fd;
	const struct kind *kind;	/* NULL: plain */
	bool opened, ended;	/* ended: there is no more input */
	bool inside;		/* of a member, stream or frame */
	size_t at, len;		/* of what is in `in` */
	z_stream z;
	lzma_stream xz;
	ZSTD_DStream *zstd;
	uint8_t in[INPUT];
};

/* --- gzip: members, one behind the other ------------------------------- */

static int open_gzip(struct packed *p)
{
	return inflateInit2(&p->z, 15 + 16) == Z_OK ? 0 : -ENOMEM;
}

static ssize_t turn_gzip(struct packed *p, uint8_t *to, size_t n)
{
	int state;

	if (!p->inside && p->at < p->len)
		inflateReset(&p->z);
	p->z.next_in = p->in + p->at;
	p->z.avail_in = (unsigned)(p->len - p->at);
	p->z.next_out = to;
	p->z.avail_out = (unsigned)n;
	if (p->z.avail_in > 0)
		p->inside = true;
	state = inflate(&p->z, Z_NO_FLUSH);
	p->at = p->len - p->z.avail_in;
	if (state == Z_STREAM_END)
		p->inside = false;
	else if (state != Z_OK && state != Z_BUF_ERROR)
		return -EBADMSG;
	return (ssize_t)(n - p->z.avail_out);
}

static void close_gzip(struct packed *p)
{
	inflateEnd(&p->z);
}

/* --- xz ---------------------------------------------------------------- */

static int open_xz(struct packed *p)
{
	p->xz = (lzma_stream) LZMA_STREAM_INIT;
	p->inside = true;
	return lzma_stream_decoder(&p->xz, XZ_MEMORY, LZMA_CONCATENATED) ==
	       LZMA_OK ? 0 : -ENOMEM;
}

static ssize_t turn_xz(struct packed *p, uint8_t *to, size_t n)
{
	lzma_ret state;

	p->xz.next_in = p->in + p->at;
	p->xz.avail_in = p->len - p->at;
	p->xz.next_out = to;
	p->xz.avail_out = n;
	state = lzma_code(&p->xz, p->ended ? LZMA_FINISH : LZMA_RUN);
	p->at = p->len - p->xz.avail_in;
	if (state == LZMA_STREAM_END)
		p->inside = false;
	else if (state == LZMA_MEMLIMIT_ERROR)
		return -EFBIG;
	else if (state != LZMA_OK && state != LZMA_BUF_ERROR)
		return -EBADMSG;
	return (ssize_t)(n - p->xz.avail_out);
}

static void close_xz(struct packed *p)
{
	lzma_end(&p->xz);
}

/* --- zstd: frames, one behind the other -------------------------------- */

static int open_zstd(struct packed *p)
{
	p->zstd = ZSTD_createDStream();
	if (!p->zstd)
		return -ENOMEM;
	ZSTD_DCtx_setParameter(p->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW);
	return 0;
}

static ssize_t turn_zstd(struct packed *p, uint8_t *to, size_t n)
{
	ZSTD_inBuffer in = { p->in, p->len, p->at };
	ZSTD_outBuffer out = { to, n, 0 };
	size_t left = ZSTD_decompressStream(p->zstd, &out, &in);

	if (ZSTD_isError(left))
		return -EBADMSG;
	/* Asked at an end it tells what it would want of a next frame. */
	if (left == 0)
		p->inside = false;
	else if (in.pos > p->at || out.pos > 0)
		p->inside = true;
	p->at = in.pos;
	return (ssize_t)out.pos;
}

static void close_zstd(struct packed *p)
{
	ZSTD_freeDStream(p->zstd);
}

/* --- a file ------------------------------------------------------------ */

static const struct kind kinds[] = {
	{ { 0x1f, 0x8b, 8 }, 3, open_gzip, turn_gzip, close_gzip },
	{ { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, open_xz, turn_xz, close_xz },
	{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, open_zstd, turn_zstd, close_zstd },
};

/* Bytes behind what is in p->in, which is empty but at the start. */
static ssize_t refill(struct packed *p)
{
	ssize_t n;

	if (p->at == p->len)
		p->at = p->len = 0;
	do {
		n = read(p->fd, p->in + p->len, INPUT - p->len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	p->len += (size_t)n;
	p->ended = n == 0;
	return n;
}

struct packed *packed_over(int fd)
{
	struct packed *p = xcalloc(1, sizeof(*p));

	p->fd = fd;
	/* A pipe may hand over less than a magic at a time. */
	while (p->len < sizeof(kinds[0].magic) && refill(p) > 0)
		;
	p->ended = false;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (p->len >= kinds[i].len &&
		    memcmp(p->in, kinds[i].magic, kinds[i].len) == 0)
			p->kind = &kinds[i];
	return p;
}

void packed_close(struct packed *p)
{
	if (!p)
		return;
	if (p->opened)
		p->kind->close(p);
	close(p->fd);
	free(p);
}

int packed_seek(struct packed *p, uint64_t offset)
{
	if (p->kind)
		return -ESPIPE;
	if (lseek(p->fd, (off_t)offset, SEEK_SET) < 0)
		return -errno;
	p->at = p->len = 0;
	return 0;
}

bool packed_is_plain(const struct packed *p)
{
	return !p->kind;
}

static ssize_t read_plain(struct packed *p, uint8_t *to, size_t n)
{
	ssize_t got = p->at == p->len ? refill(p) : 0;

	if (got < 0)
		return got;
	if (n > p->len - p->at)
		n = p->len - p->at;
	memcpy(to, p->in + p->at, n);
	p->at += n;
	return (ssize_t)n;
}

ssize_t packed_read(struct packed *p, void *to, size_t n)
{
	ssize_t got = 0;
	int ret;

	if (!p->kind)
		return read_plain(p, to, n);
	ret = p->opened ? 0 : p->kind->open(p);
	if (ret < 0)
		return ret;
	p->opened = true;
	while (got == 0) {
		bool ended = p->ended;

		if (p->at == p->len && !ended && (got = refill(p)) < 0)
			return got;
		got = p->kind->turn(p, to, n);
		if (got == 0 && ended && p->at == p->len)
			return p->inside ? -ENODATA : 0;
		/* Input that nothing is made of any more. */
		if (got == 0 && ended)
			return -EBADMSG;
	}
	return got;
}
