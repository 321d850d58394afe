/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds the sections of names.idx: sort, walk once, hash. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/names.h"
#include "ruleset/names_format.h"

/* One rule; its name stands in the arena with its labels turned round, each
 * ended by a NUL, so that memcmp puts a parent right before its children. */
struct entry {
	size_t key;
	uint32_t line;
	uint16_t class;
	uint8_t len;
	bool exact;
};

struct names_builder {
	struct buffer arena;
	struct entry *entries;
	size_t n;
	struct buffer nodes, rules;
	size_t nnodes;
};

struct names_builder *names_builder_new(void)
{
	return xcalloc(1, sizeof(struct names_builder));
}

void names_builder_free(struct names_builder *b)
{
	if (!b)
		return;
	buffer_done(&b->arena);
	buffer_done(&b->nodes);
	buffer_done(&b->rules);
	free(b->entries);
	free(b);
}

size_t names_builder_count(const struct names_builder *b)
{
	return b->n;
}

void names_builder_add(struct names_builder *b, const char *name, bool exact,
		       uint16_t class, uint32_t line)
{
	size_t len = strlen(name), end = len;
	char *out = buffer_extend(&b->arena, len + 1);

	b->entries = xgrow(b->entries, b->n, sizeof(*b->entries));
	b->entries[b->n++] = (struct entry) {
		.key = b->arena.len - len - 1, .line = line, .class = class,
		.len = (uint8_t)(len + 1), .exact = exact,
	};
	while (end > 0) {
		const char *dot = memrchr(name, '.', end);
		size_t start = dot ? (size_t)(dot - name) + 1 : 0;

		memcpy(out, name + start, end - start);
		out += end - start;
		*out++ = '\0';
		end = start > 0 ? start - 1 : 0;
	}
}

static int compare(const void *pa, const void *pb, void *arena)
{
	const struct entry *a = pa, *b = pb;
	size_t n = a->len < b->len ? a->len : b->len;
	int d = memcmp((char *)arena + a->key, (char *)arena + b->key, n);

	if (d != 0)
		return d;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	if (a->exact != b->exact)
		return a->exact ? 1 : -1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

/* --- the tree -------------------------------------------------------- */

/* The labels from the top to the name being added. */
struct path {
	uint32_t node[128];	/* node[i]: the record of label i */
	uint16_t end[128];	/* where label i ends in the key */
	size_t depth;
};

static void set_flag(struct names_builder *b, uint32_t node, uint8_t flag)
{
	b->nodes.p[node + 4] = (char)(b->nodes.p[node + 4] | flag);
}

static void add_node(struct names_builder *b, struct path *path,
		     const char *label, size_t len, size_t end)
{
	uint32_t parent = path->depth ? path->node[path->depth - 1] : 0;
	const uint8_t tail[2] = { 0, (uint8_t)len };

	if (parent)
		set_flag(b, parent, NODE_CHILDREN);
	path->node[path->depth] = (uint32_t)b->nodes.len;
	path->end[path->depth++] = (uint16_t)end;
	index_put_u32(&b->nodes, parent);
	buffer_add(&b->nodes, tail, sizeof(tail));
	buffer_add(&b->nodes, label, len);
	b->nnodes++;
}

/* Leaves the labels that the next name does not share with the last. */
static void leave(const struct names_builder *b, struct path *path,
		  const struct entry *last, const struct entry *next)
{
	const char *old = b->arena.p + last->key;
	const char *new = b->arena.p + next->key;
	size_t same = 0;

	while (same < last->len && same < next->len && old[same] == new[same])
		same++;
	while (path->depth > 0 && path->end[path->depth - 1] > same)
		path->depth--;
}

/* Adds the nodes of one name and, behind the last, its `n` rules. */
static void add_name(struct names_builder *b, struct path *path,
		     const struct entry *rules, size_t n)
{
	const char *key = b->arena.p + rules->key;
	size_t at = path->depth ? path->end[path->depth - 1] : 0;
	uint32_t node;

	while (at < rules->len && path->depth < 128) {
		size_t label = strlen(key + at);

		add_node(b, path, key + at, label, at + label + 1);
		at += label + 1;
	}
	node = path->node[path->depth - 1];
	if (n == 1) {
		set_flag(b, node, NODE_RULE);
		if (rules->exact)
			set_flag(b, node, NODE_EXACT);
		index_put_u16(&b->nodes, rules->class);
		index_put_u32(&b->nodes, rules->line);
		return;
	}
	set_flag(b, node, NODE_RULES);
	index_put_u32(&b->nodes, (uint32_t)b->rules.len);
	index_put_u32(&b->rules, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		const uint8_t exact[2] = { rules[i].exact };

		index_put_u16(&b->rules, rules[i].class);
		buffer_add(&b->rules, exact, sizeof(exact));
		index_put_u32(&b->rules, rules[i].line);
	}
}

static bool same_name(const struct names_builder *b, const struct entry *x,
		      const struct entry *y)
{
	return x->len == y->len &&
	       memcmp(b->arena.p + x->key, b->arena.p + y->key, x->len) == 0;
}

/* Of equal rules, which stand in the order of their lines, the first stays. */
static void drop_repeats(struct names_builder *b)
{
	size_t kept = 1;

	for (size_t i = 1; i < b->n; i++) {
		const struct entry *e = &b->entries[i];
		const struct entry *last = &b->entries[kept - 1];

		if (e->exact != last->exact || e->class != last->class ||
		    !same_name(b, e, last))
			b->entries[kept++] = *e;
	}
	if (b->n > 0)
		b->n = kept;
}

static void build_tree(struct names_builder *b)
{
	struct path path = { .depth = 0 };
	const struct entry *last = b->entries;
	size_t n;

	index_put_u64(&b->nodes, 0);
	for (size_t i = 0; i < b->n; i += n) {
		const struct entry *e = &b->entries[i];

		for (n = 1; i + n < b->n &&
		     same_name(b, e, &b->entries[i + n]); n++)
			;
		leave(b, &path, last, e);
		add_name(b, &path, e, n);
		last = e;
	}
}

/* --- the hash table -------------------------------------------------- */

static void place(uint8_t *tags, struct buffer *slots, size_t ngroups,
		  uint64_t hash, uint32_t node)
{
	size_t i = names_group(hash, ngroups) * GROUP;
	uint32_t at = htole32(node);

	while (tags[i] != 0)
		i = i + 1 < ngroups * GROUP ? i + 1 : 0;
	tags[i] = names_tag(hash);
	memcpy(slots->p + i * 4, &at, sizeof(at));
}

/* Bytes of the record at `p`. */
static size_t node_size(const uint8_t *p)
{
	return NODE_HEADER + p[5] +
	       (p[4] & NODE_RULE ? 6u : p[4] & NODE_RULES ? 4u : 0u);
}

void names_builder_write(struct names_builder *b, uint64_t seed,
			 struct index_writer *w)
{
	struct buffer tags = { 0 }, slots = { 0 };
	size_t ngroups;

	if (b->n > 0)
		qsort_r(b->entries, b->n, sizeof(*b->entries), compare,
			b->arena.p);
	drop_repeats(b);
	build_tree(b);
	/* 7 of 8 slots used at most: full groups stay rare. */
	ngroups = b->nnodes / 7 + 1;
	memset(buffer_extend(&tags, ngroups * GROUP), 0, ngroups * GROUP);
	memset(buffer_extend(&slots, ngroups * GROUP * 4), 0,
	       ngroups * GROUP * 4);
	for (size_t at = NODE_FIRST; at < b->nodes.len; ) {
		const uint8_t *p = (uint8_t *)b->nodes.p + at;
		uint64_t hash = names_hash(seed, index_u32(p),
					   (const char *)p + NODE_HEADER, p[5]);

		place((uint8_t *)tags.p, &slots, ngroups, hash, (uint32_t)at);
		at += node_size(p);
	}
	index_write_section(w, TAG_NODE, b->nodes.p, b->nodes.len);
	index_write_section(w, TAG_RULE, b->rules.p, b->rules.len);
	index_write_section(w, TAG_TAGS, tags.p, tags.len);
	index_write_section(w, TAG_SLOT, slots.p, slots.len);
	buffer_done(&tags);
	buffer_done(&slots);
}
