/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_NAMES_FORMAT_H
#define RULESET_INDEX_NAMES_FORMAT_H

/* What the reader and the builder of names.idx share; see names.h. */

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "ruleset/index/index.h"

#define TAG_NODE INDEX_TAG('N', 'O', 'D', 'E')
#define TAG_RULE INDEX_TAG('R', 'U', 'L', 'E')
#define TAG_SLOT INDEX_TAG('S', 'L', 'O', 'T')

enum {
	NODE_CHILDREN = 1, NODE_RULE = 2, NODE_RULES = 4, NODE_EXACT = 8,
	NODE_CLASS8 = 16, NODE_LINE24 = 32, NODE_BELOW = 64,
	NODE_HEADER = 6,	/* parent, flags, length */
	NODE_FIRST = 8,		/* offset of the first record */
	NODE_DEPTH = 127,	/* labels of a name */
	RULE_SIZE = 8,
	RUN_HEADER = 4,		/* of a run of rules: how many */
	GROUP = 64,		/* bytes: tags, kinds, then slots */
	GROUP_SLOTS = 12,
	GROUP_KINDS = 12,	/* offset of the kinds that went on */
	GROUP_FIRST = 16,	/* offset of the first slot */
	GROUP_FILL = 18,	/* slots used of two groups, on average */
};

/* One to eight bytes as a number, no byte behind them being read. */
static inline uint64_t names_bytes(const char *p, size_t n)
{
	uint32_t first, last;
	uint64_t all;

	if (n == 8) {
		memcpy(&all, p, 8);
		return le64toh(all);
	}
	if (n < 4)
		return (uint64_t)(uint8_t)p[0] << 16 |
		       (uint64_t)(uint8_t)p[n / 2] << 8 | (uint8_t)p[n - 1];
	memcpy(&first, p, 4);
	memcpy(&last, p + n - 4, 4);
	return (uint64_t)le32toh(first) << 32 | le32toh(last);
}

/* The hash of a name is that of its labels from the top down, each hashed
 * with what those before it came to: eight bytes at a time, the product's
 * high half folded in. */
static inline uint64_t names_hash(uint64_t h, const char *label, size_t len)
{
	size_t left = len;

	for (; left > 8; left -= 8, label += 8) {
		h = (h ^ names_bytes(label, 8)) * 0xff51afd7ed558ccd;
		h ^= h >> 32;
	}
	h = (h ^ names_bytes(label, left)) * 0xff51afd7ed558ccd;
	h = (h ^ h >> 32 ^ len) * 0xc4ceb9fe1a85ec53;
	return h ^ h >> 29;
}

/* The first group to look in, evenly over any number of groups. */
static inline size_t names_group(uint64_t hash, size_t ngroups)
{
	return (size_t)((hash >> 32) * ngroups >> 32);
}

static inline uint8_t names_tag(uint64_t hash)
{
	uint8_t tag = (uint8_t)hash;

	return tag ? tag : 1;
}

/* Its bit among those of the records that a full group sent on. */
static inline uint32_t names_kind(uint64_t hash)
{
	return (uint32_t)1 << (hash >> 8 & 31);
}

/* Bytes of what stands behind the text of a record. */
static inline size_t names_tail(uint8_t flags)
{
	size_t n = flags & NODE_CHILDREN ? 1 : 0;

	if (flags & NODE_RULES)
		return n + 4;
	if (flags & NODE_RULE)
		n += (flags & NODE_CLASS8 ? 1 : 2) +
		     (flags & NODE_LINE24 ? 3 : 4);
	return n;
}

#endif
