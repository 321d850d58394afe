/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks names up in a mapped names.idx, whatever its bytes are. */

#include <errno.h>
#include <string.h>

#include "ruleset/names.h"
#include "ruleset/names_format.h"

/* A node's record, checked to lie inside its section. */
struct node {
	uint32_t at;
	uint8_t flags;
	const uint8_t *rest;	/* behind the label */
};

int names_open(struct names *n, const struct index *ix)
{
	*n = (struct names) {
		.nodes = index_section(ix, TAG_NODE),
		.rules = index_section(ix, TAG_RULE),
		.tags = index_section(ix, TAG_TAGS),
		.slots = index_section(ix, TAG_SLOT),
		.seed = ix->seed,
	};
	n->ngroups = n->tags.len / GROUP;
	if (n->tags.len % GROUP != 0 || n->slots.len != n->tags.len * 4 ||
	    n->ngroups > UINT32_MAX)
		return -EBADMSG;
	return 0;
}

/* The record at `at`, if it is the child of `parent` with this label. */
static bool node_is(const struct names *n, uint32_t at, uint32_t parent,
		    const char *label, size_t len, struct node *out)
{
	const uint8_t *p = n->nodes.p + at;
	size_t left = at < n->nodes.len ? n->nodes.len - at : 0;
	size_t tail;

	if (left < NODE_HEADER || index_u32(p) != parent || p[5] != len)
		return false;
	tail = p[4] & NODE_RULE ? 6 : p[4] & NODE_RULES ? 4 : 0;
	if (left < NODE_HEADER + len + tail ||
	    memcmp(p + NODE_HEADER, label, len) != 0)
		return false;
	*out = (struct node) {
		.at = at, .flags = p[4], .rest = p + NODE_HEADER + len,
	};
	return true;
}

/* Which bytes of `group` equal `tag`: the top bit of each that does. */
static uint64_t match_tag(uint64_t group, uint8_t tag)
{
	uint64_t x = group ^ 0x0101010101010101u * tag;

	return ~(((x & 0x7f7f7f7f7f7f7f7f) + 0x7f7f7f7f7f7f7f7f) | x |
		 0x7f7f7f7f7f7f7f7f);
}

static bool find_child(const struct names *n, uint32_t parent,
		       const char *label, size_t len, struct node *out)
{
	uint64_t hash = names_hash(n->seed, parent, label, len);
	size_t g = n->ngroups ? names_group(hash, n->ngroups) : 0;
	uint8_t tag = names_tag(hash);

	for (size_t tries = 0; tries < n->ngroups; tries++) {
		uint64_t group = index_u64(n->tags.p + g * GROUP);
		uint64_t hits = match_tag(group, tag);

		for (; hits; hits &= hits - 1) {
			size_t i = g * GROUP +
				   (size_t)__builtin_ctzll(hits) / 8;

			if (node_is(n, index_u32(n->slots.p + i * 4), parent,
				    label, len, out))
				return true;
		}
		if (match_tag(group, 0))
			return false;
		g = g + 1 < n->ngroups ? g + 1 : 0;
	}
	return false;
}

static size_t add_rule(struct name_rule *out, size_t have, uint16_t class,
		       bool exact, uint32_t line, size_t start, bool whole)
{
	if ((exact && !whole) || have >= NAME_RULES_MAX)
		return have;
	out[have] = (struct name_rule) {
		.line = line, .class = class, .start = (uint16_t)start,
		.exact = exact,
	};
	return have + 1;
}

/* Appends the node's rules; an exact one only where the name ends here. */
static size_t add_rules(const struct names *n, const struct node *node,
			struct name_rule *out, size_t have, size_t start)
{
	const uint8_t *p = node->rest;
	bool whole = start == 0;
	uint32_t at;
	size_t count;

	if (node->flags & NODE_RULE)
		return add_rule(out, have, index_u16(p),
				node->flags & NODE_EXACT, index_u32(p + 2),
				start, whole);
	if (!(node->flags & NODE_RULES))
		return have;
	at = index_u32(p);
	if (at > n->rules.len || n->rules.len - at < RUN_HEADER)
		return have;
	p = n->rules.p + at;
	count = index_u32(p);
	if (count * RULE_SIZE > n->rules.len - at - RUN_HEADER)
		return have;
	for (p += RUN_HEADER; count > 0; count--, p += RULE_SIZE)
		have = add_rule(out, have, index_u16(p), p[2] != 0,
				index_u32(p + 4), start, whole);
	return have;
}

size_t names_lookup(const struct names *n, const char *text, size_t len,
		    struct name_rule out[NAME_RULES_MAX])
{
	size_t have = 0, end = len, start;
	struct node node = { .flags = NODE_CHILDREN };

	while (node.flags & NODE_CHILDREN) {
		const char *dot = memrchr(text, '.', end);

		start = dot ? (size_t)(dot - text) + 1 : 0;
		if (start == end || end - start > 63 ||
		    !find_child(n, node.at, text + start, end - start, &node))
			break;
		have = add_rules(n, &node, out, have, start);
		if (start == 0)
			break;
		end = start - 1;
	}
	return have;
}
