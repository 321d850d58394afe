/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks names up in a mapped names.idx, whatever its bytes are. */

#include <errno.h>
#include <string.h>

#include "ruleset/index/names.h"
#include "ruleset/index/names_format.h"

/* A node's record, checked to lie inside its section. */
struct node {
	uint32_t at;
	uint8_t flags;
	const uint8_t *tail;	/* behind the text */
};

int names_open(struct names *n, const struct index *ix)
{
	*n = (struct names) {
		.nodes = index_section(ix, TAG_NODE),
		.rules = index_section(ix, TAG_RULE),
		.slots = index_section(ix, TAG_SLOT),
		.seed = ix->seed,
	};
	n->ngroups = n->slots.len / GROUP;
	if (n->slots.len % GROUP != 0 || n->ngroups > UINT32_MAX ||
	    n->nodes.len < NODE_FIRST)
		return -EBADMSG;
	n->depth = n->nodes.p[0];
	return 0;
}

/* What is looked for: this text, which comes before what `parent` is. */
struct sought {
	const struct names *names;
	uint32_t parent;
	const char *text;
	size_t len;
};

/* The record at `at`, if it is that. */
static bool node_is(const struct sought *s, uint32_t at, struct node *out)
{
	const struct span nodes = s->names->nodes;
	const uint8_t *p = nodes.p + at;
	size_t left = at < nodes.len ? nodes.len - at : 0;

	if (left < NODE_HEADER || index_u32(p) != s->parent || p[5] != s->len)
		return false;
	if (left < NODE_HEADER + s->len + names_tail(p[4]) ||
	    memcmp(p + NODE_HEADER, s->text, s->len) != 0)
		return false;
	*out = (struct node) {
		.at = at, .flags = p[4], .tail = p + NODE_HEADER + s->len,
	};
	return true;
}

/* Which bytes of `word` equal `tag`: the top bit of each that does. */
static uint64_t match_tag(uint64_t word, uint8_t tag)
{
	uint64_t x = word ^ 0x0101010101010101u * tag;

	return ~(((x & 0x7f7f7f7f7f7f7f7f) + 0x7f7f7f7f7f7f7f7f) | x |
		 0x7f7f7f7f7f7f7f7f);
}

/* One of the slots of a group that the tags point to. */
static bool in_group(const struct sought *s, const uint8_t *group,
		     uint64_t hits, size_t first, struct node *out)
{
	for (; hits; hits &= hits - 1) {
		size_t i = first + (size_t)__builtin_ctzll(hits) / 8;

		if (node_is(s, index_u32(group + GROUP_FIRST + i * 4), out))
			return true;
	}
	return false;
}

static bool find(const struct sought *s, uint64_t hash, struct node *out)
{
	const struct names *n = s->names;
	size_t g = names_group(hash, n->ngroups);
	uint32_t kind = names_kind(hash);
	uint8_t tag = names_tag(hash);

	for (size_t tries = 0; tries < n->ngroups; tries++) {
		const uint8_t *group = n->slots.p + g * GROUP;
		uint64_t low = index_u64(group);
		uint64_t high = index_u32(group + 8);

		if (in_group(s, group, match_tag(low, tag), 0, out) ||
		    in_group(s, group, match_tag(high, tag), 8, out))
			return true;
		if (!(index_u32(group + GROUP_KINDS) & kind))
			return false;
		g = g + 1 < n->ngroups ? g + 1 : 0;
	}
	return false;
}

const char *const names_scope_words[NAMES_SCOPES] = {
	[NAMES_SUFFIX] = "suffix", [NAMES_EXACT] = "exact",
	[NAMES_BELOW] = "below",
};

/* Whether a rule of a name reaches another that has `more` in front of it. */
static bool reaches(enum names_scope scope, size_t more)
{
	return scope == NAMES_SUFFIX || (scope == NAMES_EXACT) == (more == 0);
}

/* Appends the node's rules that reach the name. */
static size_t add_rules(const struct names *n, const struct node *node,
			struct name_rule *out, size_t have, size_t start)
{
	const uint8_t *p = node->tail + (node->flags & NODE_CHILDREN ? 1 : 0);
	struct names_run run = names_run(n, node->flags, p);

	for (; run.left > 0 && have < NAME_RULES_MAX; names_run_next(&run))
		if (reaches(run.scope, start))
			out[have++] = (struct name_rule) {
				.line = run.line, .class = run.class,
				.start = (uint16_t)start, .scope = run.scope,
			};
	return have;
}

/* One of the names that are looked for: "com", "example.com", ... */
struct suffix {
	uint64_t hash;
	uint16_t start;
};

/* All there are up to `most` labels, from the top. The groups they may be in
 * are fetched meanwhile: most of a look-up is waiting for memory. */
static size_t split(const struct names *n, const char *text, size_t len,
		    struct suffix out[NODE_DEPTH])
{
	size_t most = n->depth < NODE_DEPTH ? n->depth : NODE_DEPTH;
	size_t end = len, have = 0;
	uint64_t hash = n->seed;

	while (have < most) {
		const char *dot = memrchr(text, '.', end);
		size_t start = dot ? (size_t)(dot - text) + 1 : 0;

		if (start == end || end - start > 63)
			break;
		hash = names_hash(hash, text + start, end - start);
		__builtin_prefetch(n->slots.p + GROUP *
				   names_group(hash, n->ngroups));
		out[have++] = (struct suffix) { hash, (uint16_t)start };
		if (start == 0)
			break;
		end = start - 1;
	}
	return have;
}

/* Fetches the record that a suffix may have. */
static void fetch_record(const struct names *n, const struct suffix *s)
{
	const uint8_t *group = n->slots.p + GROUP *
			       names_group(s->hash, n->ngroups);
	uint8_t tag = names_tag(s->hash);
	uint64_t low = match_tag(index_u64(group), tag);
	uint64_t high = match_tag(index_u32(group + 8), tag);
	size_t i = low ? (size_t)__builtin_ctzll(low) / 8 :
		   8 + (size_t)__builtin_ctzll(high | 1ull << 32) / 8;
	uint32_t at = index_u32(group + GROUP_FIRST + i % GROUP_SLOTS * 4);

	/* What is not there is never read, only asked for. */
	if ((low || high) && at < n->nodes.len)
		__builtin_prefetch(n->nodes.p + at);
}

size_t names_lookup(const struct names *n, const char *text, size_t len,
		    struct name_rule out[NAME_RULES_MAX])
{
	struct suffix suffixes[NODE_DEPTH];
	size_t have = 0, below = len;	/* where what `parent` lacks ends */
	size_t left = n->ngroups && len <= UINT16_MAX ?
		      split(n, text, len, suffixes) : 0;
	uint32_t parent = 0;
	struct node node;

	for (size_t i = 0; i < left; i++)
		fetch_record(n, &suffixes[i]);
	for (size_t i = 0; left > 0; i++, left--) {
		const struct suffix *s = &suffixes[i];
		const struct sought sought = {
			n, parent, text + s->start, below - s->start,
		};

		if (!find(&sought, s->hash, &node))
			continue;
		have = add_rules(n, &node, out, have, s->start);
		if (!(node.flags & NODE_CHILDREN))
			break;
		if (node.tail[0] < left - 1)
			left = node.tail[0] + 1u;
		parent = node.at;
		below = s->start - 1u;
	}
	return have;
}
