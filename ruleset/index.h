/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_H
#define RULESET_INDEX_H

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
 *	32	32	SHA-256 of all but these 32 bytes
 *	64	24 n	sections: tag (4), zero (4), offset (8), length (8)
 *
 * Sections start at multiples of 8. index_open() checks the header and that
 * the sections lie inside the file, which does not take longer for a larger
 * one; what is inside a section is checked where it is read, so no damage
 * makes a reader leave the file.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Writing: begin, add sections, finish; the result is in w->out. */
struct index_writer {
	struct buffer out;
	struct buffer table;
	uint32_t sections;
};

void index_write_begin(struct index_writer *w, const char magic[8],
		       uint64_t seed, unsigned sections);
void index_write_section(struct index_writer *w, uint32_t tag, const void *p,
			 size_t len);
void index_write_finish(struct index_writer *w);

/* Unaligned little-endian numbers. */
uint16_t index_u16(const uint8_t *p);
uint32_t index_u32(const uint8_t *p);
uint64_t index_u64(const uint8_t *p);
void index_put_u16(struct buffer *b, uint16_t v);
void index_put_u32(struct buffer *b, uint32_t v);
void index_put_u64(struct buffer *b, uint64_t v);

#endif
