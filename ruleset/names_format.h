/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NAMES_FORMAT_H
#define RULESET_NAMES_FORMAT_H

/* What the reader and the builder of names.idx share; see names.h. */

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "ruleset/index.h"

#define TAG_NODE INDEX_TAG('N', 'O', 'D', 'E')
#define TAG_RULE INDEX_TAG('R', 'U', 'L', 'E')
#define TAG_TAGS INDEX_TAG('T', 'A', 'G', 'S')
#define TAG_SLOT INDEX_TAG('S', 'L', 'O', 'T')

enum {
	NODE_CHILDREN = 1, NODE_RULE = 2, NODE_RULES = 4, NODE_EXACT = 8,
	NODE_HEADER = 6,	/* parent, flags, length */
	NODE_FIRST = 8,		/* offset of the first record */
	RULE_SIZE = 8,
	RUN_HEADER = 4,		/* of a run of rules: how many */
	GROUP = 8,		/* slots */
};

/* Eight bytes at a time, the product's high half folded in. */
static inline uint64_t names_hash(uint64_t seed, uint32_t parent,
				  const char *label, size_t len)
{
	uint64_t h = seed ^ (uint64_t)parent * 0x9e3779b97f4a7c15;
	uint64_t word;

	for (size_t left = len; left > 0; label += 8) {
		size_t n = left < 8 ? left : 8;

		word = 0;
		memcpy(&word, label, n);
		h = (h ^ le64toh(word)) * 0xff51afd7ed558ccd;
		h ^= h >> 32;
		left -= n;
	}
	h = (h ^ len) * 0xc4ceb9fe1a85ec53;
	return h ^ h >> 29;
}

/* The first group to look in, evenly over any number of groups. */
static inline size_t names_group(uint64_t hash, size_t ngroups)
{
	return (size_t)((hash >> 32) * ngroups >> 32);
}

static inline uint8_t names_tag(uint64_t hash)
{
	return (uint8_t)(1 + (hash & 0x7f));
}

#endif
