/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_INDEX_H
#define RULESET_INDEX_INDEX_H

/*
 * The container of names.idx and prefixes.idx: a file that is written once
 * and mapped read-only. Numbers are little-endian.
 *
 *	offset	size
 *	0	8	magic, "CORDON" and two bytes for the kind
 *	8	4	version of the format
 *	12	4	number of sections, n
 *	16	8	length of the file
 *	24	8	seed of the hashes inside
 *	32	32	SHA-256 of what is behind the table of sections,
 *			then of the bytes 0 to 31, then of the table
 *	64	24 n	sections: tag (4), zero (4), offset (8), length (8)
 *
 * Sections start at multiples of 8; they are written at multiples of 64, where
 * lines of the processor's cache begin. index_open() checks the header and that
 * the sections lie inside the file, which does not take longer for a larger
 * one; what is inside a section is checked where it is read, so no damage
 * makes a reader leave the file.
 */

#include <endian.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/span.h"

#define INDEX_NAMES	"CORDONNI"
#define INDEX_PREFIXES	"CORDONPI"
#define INDEX_DIGEST	32

/* A tag of four letters. */
#define INDEX_TAG(a, b, c, d) \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | \
	 (uint32_t)(d) << 24)

struct index {
	const uint8_t *p;
	size_t len;
	uint64_t seed;
	bool mapped;	/* index_close() unmaps it */
};

/*
 * Maps the file. `verify` also reads it all and compares the SHA-256; so does
 * opening one that others than its owner may write to. What only its owner
 * writes was synced and renamed when it was whole, and is trusted.
 * -EBADMSG: damaged; -EPROTO: of another kind or version.
 */
int index_open(struct index *ix, const char *path, const char magic[8],
	       bool verify);

/* The same over memory of the caller's that outlives `ix`. */
int index_over(struct index *ix, const void *p, size_t len,
	       const char magic[8], bool verify);
void index_close(struct index *ix);

/* A section, empty if there is none. */
struct span index_section(const struct index *ix, uint32_t tag);

/* The SHA-256 in the header. */
const uint8_t *index_digest(const struct index *ix);

/*
 * Writing: begin with the number of sections, add them, finish. The result is
 * in w->out; or in the file `fd` if that is not -1, and then never in memory
 * as a whole: a section may also be begun and written to w->out bit by bit,
 * with index_write_some() now and then, which sends it on.
 */
struct index_writer {
	struct buffer out;
	int fd;
	int error;		/* the first -errno of the file */
	char magic[8];
	uint64_t seed;
	size_t start;		/* of what is behind the table */
	size_t gone;		/* bytes that `out` no longer has */
	struct buffer table;
	struct sha256_ctx sha;
};

void index_write_begin(struct index_writer *w, int fd, const char magic[8],
		       uint64_t seed, unsigned sections);
void index_write_section(struct index_writer *w, uint32_t tag, const void *p,
			 size_t len);
void index_section_begin(struct index_writer *w, uint32_t tag);
void index_write_some(struct index_writer *w);
/* Where the next byte goes, from the start of the file. */
size_t index_write_at(const struct index_writer *w);
/* 0 or -errno; a file is synced then, and still open. */
int index_write_finish(struct index_writer *w);

/* Unaligned little-endian numbers. */
static inline uint16_t index_u16(const uint8_t *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return le16toh(v);
}

static inline uint32_t index_u32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static inline uint64_t index_u64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

void index_put_u16(struct buffer *b, uint16_t v);
void index_put_u32(struct buffer *b, uint32_t v);
void index_put_u64(struct buffer *b, uint64_t v);

#endif
