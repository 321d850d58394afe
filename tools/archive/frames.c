/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes and reads zstd's seekable format. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "lib/alloc.h"
#include "tools/archive/frames.h"

enum {
	LEVEL = 6,
	ENTRY = 8,		/* bytes of the table: two sizes */
	FOOTER = 9, HEADER = 8,
	/* No frame of ours is larger: each line is shorter than 64 KiB. */
	FRAME_MAX = FRAME_LINES * 65536,
	FRAMES_MAX = 1 << 20,
};

static const uint32_t skippable = 0x184d2a5e, seekable = 0x8f92eab1;

/* --- writing ----------------------------------------------------------- */

struct frames_out {
	int fd, error;
	ZSTD_CCtx *zstd;
	struct buffer lines, packed, table;
	unsigned nlines;
	uint32_t n;
};

static void put_u32(struct buffer *b, uint32_t n)
{
	for (int i = 0; i < 32; i += 8)
		buffer_char(b, (char)(n >> i));
}

static void put_out(struct frames_out *f, const char *p, size_t n)
{
	while (n > 0 && f->error == 0) {
		ssize_t done = write(f->fd, p, n);

		if (done > 0) {
			p += done;
			n -= (size_t)done;
		} else if (done == 0 || errno != EINTR) {
			f->error = done == 0 ? -ENOSPC : -errno;
		}
	}
}

struct frames_out *frames_new(int fd)
{
	struct frames_out *f = xcalloc(1, sizeof(*f));

	f->fd = fd;
	f->zstd = ZSTD_createCCtx();
	if (!f->zstd)
		f->error = -ENOMEM;
	ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_checksumFlag, 1);
	return f;
}

void frames_free(struct frames_out *f)
{
	if (!f)
		return;
	ZSTD_freeCCtx(f->zstd);
	buffer_done(&f->lines);
	buffer_done(&f->packed);
	buffer_done(&f->table);
	free(f);
}

void frames_end(struct frames_out *f)
{
	size_t room = ZSTD_compressBound(f->lines.len), n;

	if (f->nlines == 0 || f->error)
		return;
	buffer_reset(&f->packed);
	n = ZSTD_compress2(f->zstd, buffer_extend(&f->packed, room), room,
			   f->lines.p, f->lines.len);
	if (ZSTD_isError(n)) {
		f->error = -ENOMEM;
		return;
	}
	f->packed.len = n;
	frames_put(f, &f->packed, (uint32_t)f->lines.len);
	buffer_reset(&f->lines);
	f->nlines = 0;
}

void frames_put(struct frames_out *f, const struct buffer *packed,
		uint32_t size)
{
	put_u32(&f->table, (uint32_t)packed->len);
	put_u32(&f->table, size);
	f->n++;
	put_out(f, packed->p, packed->len);
}

void frames_add(struct frames_out *f, const char *line, size_t len)
{
	buffer_add(&f->lines, line, len);
	buffer_char(&f->lines, '\n');
	if (++f->nlines == FRAME_LINES)
		frames_end(f);
}

int frames_finish(struct frames_out *f)
{
	struct buffer head = { 0 };

	frames_end(f);
	put_u32(&head, skippable);
	put_u32(&head, f->n * ENTRY + FOOTER);
	put_out(f, head.p, head.len);
	put_u32(&f->table, f->n);
	buffer_char(&f->table, 0);	/* no checksums but the frames' own */
	put_u32(&f->table, seekable);
	put_out(f, f->table.p, f->table.len);
	buffer_done(&head);
	return f->error;
}

/* --- reading ----------------------------------------------------------- */

static uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static int read_at(int fd, void *p, size_t n, uint64_t at)
{
	ssize_t got = pread(fd, p, n, (off_t)at);

	return got < 0 ? -errno : (size_t)got == n ? 0 : -EBADMSG;
}

/* The frames have to lie one behind the other, up to the table. */
static int take_table(struct frames *f, const uint8_t *entries, size_t n,
		      uint64_t table)
{
	uint64_t at = 0;

	f->frame = xcalloc(n + 1, sizeof(*f->frame));
	f->n = n;
	for (size_t i = 0; i < n; i++, entries += ENTRY) {
		f->frame[i] = (struct frame) {
			at, get_u32(entries), get_u32(entries + 4),
		};
		at += f->frame[i].packed;
		if (f->frame[i].size > FRAME_MAX || at > table)
			return -EBADMSG;
	}
	return at == table ? 0 : -EBADMSG;
}

static int read_table(struct frames *f, uint64_t size)
{
	uint8_t footer[FOOTER], head[HEADER], *entries;
	uint64_t n, len;
	int ret;

	if (size < FOOTER + HEADER)
		return -EBADMSG;
	ret = read_at(f->fd, footer, FOOTER, size - FOOTER);
	n = get_u32(footer);
	len = n * ENTRY + FOOTER + HEADER;
	if (ret == 0 && (get_u32(footer + 5) != seekable || footer[4] != 0 ||
			 n > FRAMES_MAX || len > size))
		ret = -EBADMSG;
	if (ret == 0)
		ret = read_at(f->fd, head, HEADER, size - len);
	if (ret == 0 && (get_u32(head) != skippable ||
			 get_u32(head + 4) != len - HEADER))
		ret = -EBADMSG;
	if (ret < 0)
		return ret;
	entries = xcalloc(n + 1, ENTRY);
	ret = read_at(f->fd, entries, n * ENTRY, size - len + HEADER);
	if (ret == 0)
		ret = take_table(f, entries, n, size - len);
	free(entries);
	return ret;
}

int frames_open(struct frames *f, const char *path)
{
	struct stat st;

	*f = (struct frames) {
		.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY),
	};
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return -errno;
	return read_table(f, (uint64_t)st.st_size);
}

void frames_close(struct frames *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->frame);
	*f = (struct frames) { .fd = -1 };
}

int frames_raw(const struct frames *f, size_t i, struct buffer *out)
{
	const struct frame *at = &f->frame[i];

	buffer_reset(out);
	return read_at(f->fd, buffer_extend(out, at->packed), at->packed,
		       at->at);
}

int frames_read(const struct frames *f, size_t i, struct buffer *out)
{
	const struct frame *at = &f->frame[i];
	struct buffer packed = { 0 };
	int ret = frames_raw(f, i, &packed);
	size_t n = 0;

	buffer_reset(out);
	if (ret == 0) {
		n = ZSTD_decompress(buffer_extend(out, at->size), at->size,
				    packed.p, packed.len);
		if (ZSTD_isError(n) || n != at->size)
			ret = -EBADMSG;
	}
	if (ret < 0)
		buffer_reset(out);
	buffer_done(&packed);
	return ret;
}
