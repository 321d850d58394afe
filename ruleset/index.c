/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The container of the index files: header, section table, checksum. */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ruleset/index.h"

enum { VERSION = 1, SUM = 32, HEADER = 64, ROW = 24, MAX_SECTIONS = 64 };

uint16_t index_u16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return le16toh(v);
}

uint32_t index_u32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

uint64_t index_u64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

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
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, SUM, p);
	sha256_update(&sha, len - HEADER, p + HEADER);
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
	void *p;
	int ret;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0) {
		ret = -errno;
		close(fd);
		return ret;
	}
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		verify = true;
	if (!S_ISREG(st.st_mode) || st.st_size < HEADER) {
		close(fd);
		return -EBADMSG;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	ret = p == MAP_FAILED ? -errno : 0;
	close(fd);
	if (ret < 0)
		return ret;
	ret = index_over(ix, p, (size_t)st.st_size, magic, verify);
	if (ret < 0)
		munmap(p, (size_t)st.st_size);
	else
		ix->mapped = true;
	return ret;
}

void index_close(struct index *ix)
{
	if (ix->mapped)
		munmap((void *)(uintptr_t)ix->p, ix->len);
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

void index_write_begin(struct index_writer *w, const char magic[8],
		       uint64_t seed, unsigned sections)
{
	*w = (struct index_writer) { 0 };
	buffer_add(&w->out, magic, 8);
	index_put_u32(&w->out, VERSION);
	index_put_u32(&w->out, sections);
	index_put_u64(&w->out, 0);
	index_put_u64(&w->out, seed);
	memset(buffer_extend(&w->out, INDEX_DIGEST), 0, INDEX_DIGEST);
	memset(buffer_extend(&w->out, (size_t)sections * ROW), 0,
	       (size_t)sections * ROW);
}

void index_write_section(struct index_writer *w, uint32_t tag, const void *p,
			 size_t len)
{
	size_t pad = -w->out.len % 8;

	memset(buffer_extend(&w->out, pad), 0, pad);
	index_put_u32(&w->table, tag);
	index_put_u32(&w->table, 0);
	index_put_u64(&w->table, w->out.len);
	index_put_u64(&w->table, len);
	buffer_add(&w->out, p, len);
	w->sections++;
}

void index_write_finish(struct index_writer *w)
{
	uint64_t len = htole64(w->out.len);
	uint8_t sum[INDEX_DIGEST];

	memcpy(w->out.p + HEADER, w->table.p, w->table.len);
	memcpy(w->out.p + 16, &len, sizeof(len));
	checksum((uint8_t *)w->out.p, w->out.len, sum);
	memcpy(w->out.p + SUM, sum, sizeof(sum));
	buffer_done(&w->table);
}
