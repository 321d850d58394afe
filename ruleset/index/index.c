/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The container of the index files: header, section table, checksum. */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "ruleset/index/index.h"

enum {
	VERSION = 4, SUM = 32, HEADER = 64, ROW = 24, MAX_SECTIONS = 64,
	ALIGN = 64,		/* of sections, when written */
	WRITE_SIZE = 1 << 18,	/* what goes to a file at once */
};

void index_put_u16(struct buffer *b, uint16_t v)
{
	v = htole16(v);
	buffer_add(b, &v, sizeof(v));
}

void index_put_u32(struct buffer *b, uint32_t v)
{
	v = htole32(v);
	buffer_add(b, &v, sizeof(v));
}

void index_put_u64(struct buffer *b, uint64_t v)
{
	v = htole64(v);
	buffer_add(b, &v, sizeof(v));
}

static void checksum(const uint8_t *p, size_t len, uint8_t out[INDEX_DIGEST])
{
	size_t start = HEADER + (size_t)index_u32(p + 12) * ROW;
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, len - start, p + start);
	sha256_update(&sha, SUM, p);
	sha256_update(&sha, start - HEADER, p + HEADER);
	sha256_digest(&sha, INDEX_DIGEST, out);
}

/* Each section must lie behind the table and inside the file. */
static bool sections_fit(const uint8_t *p, size_t len, uint32_t n)
{
	size_t start = HEADER + (size_t)n * ROW;

	if (n > MAX_SECTIONS || start > len)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *row = p + HEADER + (size_t)i * ROW;
		uint64_t at = index_u64(row + 8), size = index_u64(row + 16);

		if (at < start || at % 8 != 0 || at > len || size > len - at)
			return false;
	}
	return true;
}

int index_over(struct index *ix, const void *data, size_t len,
	       const char magic[8], bool verify)
{
	const uint8_t *p = data;
	uint8_t sum[INDEX_DIGEST];

	if (len < HEADER)
		return -EBADMSG;
	if (memcmp(p, magic, 8) != 0 || index_u32(p + 8) != VERSION)
		return -EPROTO;
	if (index_u64(p + 16) != len ||
	    !sections_fit(p, len, index_u32(p + 12)))
		return -EBADMSG;
	if (verify) {
		checksum(p, len, sum);
		if (memcmp(sum, p + SUM, sizeof(sum)) != 0)
			return -EBADMSG;
	}
	*ix = (struct index) {
		.p = p, .len = len, .seed = index_u64(p + 24),
	};
	return 0;
}

int index_open(struct index *ix, const char *path, const char magic[8],
	       bool verify)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	struct span s;
	int ret;

	if (fd < 0)
		return -errno;
	ret = fstat(fd, &st) < 0 ? -errno : file_map(fd, &s);
	close(fd);
	if (ret < 0)
		return ret == -EINVAL ? -EBADMSG : ret;
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		verify = true;
	ret = index_over(ix, s.p, s.len, magic, verify);
	if (ret < 0)
		file_unmap(s);
	else
		ix->mapped = true;
	return ret;
}

void index_close(struct index *ix)
{
	if (ix->mapped)
		file_unmap((struct span) { ix->p, ix->len });
	*ix = (struct index) { 0 };
}

struct span index_section(const struct index *ix, uint32_t tag)
{
	uint32_t n = ix->p ? index_u32(ix->p + 12) : 0;

	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *row = ix->p + HEADER + (size_t)i * ROW;

		if (index_u32(row) == tag)
			return (struct span) {
				ix->p + index_u64(row + 8),
				(size_t)index_u64(row + 16)
			};
	}
	return (struct span) { ix->p, 0 };
}

const uint8_t *index_digest(const struct index *ix)
{
	return ix->p + SUM;
}

/* --- writing --------------------------------------------------------- */

void index_write_begin(struct index_writer *w, int fd, const char magic[8],
		       uint64_t seed, unsigned sections)
{
	*w = (struct index_writer) {
		.fd = fd, .seed = seed,
		.start = HEADER + (size_t)sections * ROW,
	};
	sha256_init(&w->sha);
	memcpy(w->magic, magic, sizeof(w->magic));
	memset(buffer_extend(&w->out, w->start), 0, w->start);
}

size_t index_write_at(const struct index_writer *w)
{
	return w->gone + w->out.len;
}

/* Adds to the checksum what is behind the table. */
static void add_up(struct index_writer *w)
{
	size_t from = w->gone < w->start ? w->start - w->gone : 0;

	if (w->out.len > from)
		sha256_update(&w->sha, w->out.len - from,
			      (uint8_t *)w->out.p + from);
}

static void put_at(struct index_writer *w, const void *p, size_t len,
		   size_t at)
{
	while (len > 0 && w->error == 0) {
		ssize_t n = pwrite(w->fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			w->error = n < 0 ? -errno : -EIO;
			return;
		}
		p = (const char *)p + n;
		at += (size_t)n;
		len -= (size_t)n;
	}
}

static void send_out(struct index_writer *w)
{
	add_up(w);
	put_at(w, w->out.p, w->out.len, w->gone);
	w->gone += w->out.len;
	buffer_reset(&w->out);
}

void index_write_some(struct index_writer *w)
{
	if (w->fd >= 0 && w->out.len >= WRITE_SIZE)
		send_out(w);
}

/* Writes the length of the last section into its row. */
static void end_section(struct index_writer *w)
{
	uint8_t *row;
	uint64_t len;

	if (w->table.len == 0)
		return;
	row = (uint8_t *)w->table.p + w->table.len - ROW;
	len = htole64(index_write_at(w) - index_u64(row + 8));
	memcpy(row + 16, &len, sizeof(len));
}

void index_section_begin(struct index_writer *w, uint32_t tag)
{
	size_t pad = -index_write_at(w) % ALIGN;

	end_section(w);
	memset(buffer_extend(&w->out, pad), 0, pad);
	index_put_u32(&w->table, tag);
	index_put_u32(&w->table, 0);
	index_put_u64(&w->table, index_write_at(w));
	index_put_u64(&w->table, 0);
}

void index_write_section(struct index_writer *w, uint32_t tag, const void *p,
			 size_t len)
{
	index_section_begin(w, tag);
	for (size_t at = 0; at < len; at += WRITE_SIZE) {
		size_t n = len - at < WRITE_SIZE ? len - at : WRITE_SIZE;

		buffer_add(&w->out, (const char *)p + at, n);
		index_write_some(w);
	}
}

/* Header and table, with the checksum over everything. */
static struct buffer make_head(struct index_writer *w)
{
	struct buffer head = { 0 };
	uint8_t *sum;

	buffer_add(&head, w->magic, sizeof(w->magic));
	index_put_u32(&head, VERSION);
	index_put_u32(&head, (uint32_t)(w->table.len / ROW));
	index_put_u64(&head, index_write_at(w));
	index_put_u64(&head, w->seed);
	sha256_update(&w->sha, head.len, (uint8_t *)head.p);
	sha256_update(&w->sha, w->table.len, (uint8_t *)w->table.p);
	sum = buffer_extend(&head, INDEX_DIGEST);
	sha256_digest(&w->sha, INDEX_DIGEST, sum);
	buffer_add(&head, w->table.p, w->table.len);
	return head;
}

int index_write_finish(struct index_writer *w)
{
	struct buffer head;

	end_section(w);
	if (w->fd >= 0)
		send_out(w);
	else
		add_up(w);
	head = make_head(w);
	if (w->fd < 0)
		memcpy(w->out.p, head.p, head.len);
	else
		put_at(w, head.p, head.len, 0);
	if (w->fd >= 0 && w->error == 0 && fsync(w->fd) < 0)
		w->error = -errno;
	if (w->fd >= 0)
		buffer_done(&w->out);
	buffer_done(&head);
	buffer_done(&w->table);
	return w->error;
}
