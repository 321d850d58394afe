/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the sections of names.idx from settled rules: one pass counts the
 * records, a second writes them and fills the hash table. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/index/names.h"
#include "ruleset/index/names_build.h"
#include "ruleset/index/names_format.h"

/* --- which records --------------------------------------------------- */

/* A record that is to come: where its name ends in the key, and how many
 * labels the longest name in it or below has. */
struct planned {
	uint8_t end, labels;
};

/* The records that begin at one name: first its own, then the shorter ones
 * that it has in common with later names but not with the one before. */
struct plan {
	struct planned records[NODE_DEPTH + 1];
	size_t n;
};

/* The index of the next name's first rule. */
static size_t next_name(const struct names_builder *b, size_t i)
{
	for (i++; i < b->n && b->shared[i] == NAMES_SAME; i++)
		;
	return i;
}

/* Later names share less and less with the one at `i`; each length that they
 * come down to is a record. */
static void make_plan(const struct names_builder *b, size_t i, struct plan *p)
{
	struct planned r = { b->entries[i].len, b->labels[i] };

	p->n = 0;
	for (size_t k = next_name(b, i); k < b->n &&
	     b->shared[k] > b->shared[i]; k = next_name(b, k)) {
		if (b->shared[k] < r.end) {
			p->records[p->n++] = r;
			r.end = b->shared[k];
		}
		if (b->labels[k] > r.labels)
			r.labels = b->labels[k];
	}
	p->records[p->n++] = r;
}

/* --- the pass that writes -------------------------------------------- */

/* A record that is written, with what is needed for those below it. */
struct step {
	uint32_t node;
	uint64_t hash;
	uint8_t end, labels;
};

struct writer {
	const struct names_builder *b;
	struct index_writer *w;
	size_t start;		/* of the section NODE */
	struct step path[NODE_DEPTH + 2];
	size_t depth;		/* path[0] is the root */
	struct buffer rules;
	uint8_t *slots;
	size_t ngroups;
};

/* Notes that a record of this hash stands in a later group. */
static void send_on(uint8_t *group, uint64_t hash)
{
	uint32_t kinds = index_u32(group + GROUP_KINDS) | names_kind(hash);

	kinds = htole32(kinds);
	memcpy(group + GROUP_KINDS, &kinds, sizeof(kinds));
}

static void place(struct writer *w, uint64_t hash, uint32_t node)
{
	size_t g = names_group(hash, w->ngroups), i = 0;
	uint8_t *group = w->slots + g * GROUP;
	uint32_t at = htole32(node);

	while (group[i] != 0) {
		if (++i < GROUP_SLOTS)
			continue;
		i = 0;
		send_on(group, hash);
		g = g + 1 < w->ngroups ? g + 1 : 0;
		group = w->slots + g * GROUP;
	}
	group[i] = names_tag(hash);
	memcpy(group + GROUP_FIRST + i * 4, &at, sizeof(at));
}

static void put_run(struct writer *w, const struct names_entry *e, size_t n)
{
	index_put_u32(&w->w->out, (uint32_t)w->rules.len);
	index_put_u32(&w->rules, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		const uint8_t scope[2] = { e[i].scope };

		index_put_u16(&w->rules, e[i].class);
		buffer_add(&w->rules, scope, sizeof(scope));
		index_put_u32(&w->rules, e[i].line);
	}
}

static uint8_t flags_of(const struct names_entry *e, size_t n, bool below)
{
	uint8_t flags = below ? NODE_CHILDREN : 0;

	if (n > 1)
		return flags | NODE_RULES;
	if (n == 1)
		flags |= NODE_RULE |
			 (e->scope == NAMES_EXACT ? NODE_EXACT : 0) |
			 (e->scope == NAMES_BELOW ? NODE_BELOW : 0) |
			 (e->class <= UINT8_MAX ? NODE_CLASS8 : 0) |
			 (e->line < 1u << 24 ? NODE_LINE24 : 0);
	return flags;
}

static void put_rules(struct writer *w, const struct names_entry *e, size_t n,
		      uint8_t flags)
{
	struct buffer *out = &w->w->out;

	if (n > 1) {
		put_run(w, e, n);
	} else if (n == 1) {
		uint32_t line = htole32(e->line);
		uint16_t class = htole16(e->class);

		buffer_add(out, &class, flags & NODE_CLASS8 ? 1 : 2);
		buffer_add(out, &line, flags & NODE_LINE24 ? 3 : 4);
	}
}

/* Goes down the labels of the key from the last record to `r`: writes them
 * the right way round, and adds them to the hash. */
static struct step put_text(struct writer *w, const char *key,
			    const struct planned *r)
{
	struct step s = w->path[w->depth - 1];
	size_t at = s.end, len = r->end - at - 1;
	char *end = (char *)buffer_extend(&w->w->out, len) + len;

	while (at < r->end) {
		size_t label = strlen(key + at);

		end -= label;
		memcpy(end, key + at, label);
		s.hash = names_hash(s.hash, key + at, label);
		s.labels++;
		at += label + 1;
		if (at < r->end)
			*--end = '.';
	}
	s.end = r->end;
	return s;
}

/* A record with `n` rules. */
static void put_record(struct writer *w, const char *key,
		       const struct planned *r, const struct names_entry *e,
		       size_t n)
{
	const struct step *above = &w->path[w->depth - 1];
	size_t at = index_write_at(w->w) - w->start;
	uint8_t head[2] = { 0, (uint8_t)(r->end - above->end - 1) };
	uint8_t labels = above->labels, flags;
	struct step s;

	for (size_t i = above->end; i < r->end; i++)
		labels = (uint8_t)(labels + (key[i] == '\0'));
	flags = flags_of(e, n, r->labels > labels);
	head[0] = flags;
	index_put_u32(&w->w->out, above->node);
	buffer_add(&w->w->out, head, sizeof(head));
	s = put_text(w, key, r);
	s.node = (uint32_t)at;
	if (flags & NODE_CHILDREN)
		buffer_char(&w->w->out, (char)(r->labels - labels));
	put_rules(w, e, n, flags);
	place(w, s.hash, s.node);
	w->path[w->depth++] = s;
	if (at > UINT32_MAX || w->rules.len > UINT32_MAX)
		w->w->error = -EFBIG;
	index_write_some(w->w);
}

static void put_name(struct writer *w, size_t i, size_t n)
{
	const struct names_entry *e = &w->b->entries[i];
	const char *key = w->b->arena.p + e->key;
	struct plan p;

	while (w->path[w->depth - 1].end > w->b->shared[i])
		w->depth--;
	make_plan(w->b, i, &p);
	while (--p.n > 0)
		put_record(w, key, &p.records[p.n], NULL, 0);
	put_record(w, key, &p.records[0], e, n);
}

static void put_names(struct writer *w)
{
	const struct names_builder *b = w->b;
	size_t next;

	for (size_t i = 0; i < b->n; i = next) {
		next = next_name(b, i);
		if (i + 12 < b->n)
			__builtin_prefetch(b->arena.p + b->entries[i + 12].key);
		put_name(w, i, next - i);
	}
}

/* How many records there will be, and how many labels at most. */
static size_t count_records(const struct names_builder *b, uint8_t *labels)
{
	size_t count = 0;
	struct plan p;

	*labels = 0;
	for (size_t i = 0; i < b->n; i = next_name(b, i)) {
		make_plan(b, i, &p);
		count += p.n;
		if (b->labels[i] > *labels)
			*labels = b->labels[i];
	}
	return count;
}

void names_builder_write(struct names_builder *b, uint64_t seed,
			 struct index_writer *out)
{
	struct writer w = {
		.b = b, .w = out, .depth = 1, .path = { { .hash = seed } },
	};
	uint8_t root[NODE_FIRST] = { 0 };
	size_t count;

	if (!b->settled)
		names_builder_settle(b, NULL);
	count = count_records(b, &root[0]);
	w.ngroups = count * 2 / GROUP_FILL + 1;
	w.slots = xcalloc(w.ngroups, GROUP);
	index_section_begin(out, TAG_NODE);
	w.start = index_write_at(out);
	buffer_add(&out->out, root, sizeof(root));
	put_names(&w);
	index_write_section(out, TAG_RULE, w.rules.p, w.rules.len);
	index_write_section(out, TAG_SLOT, w.slots, w.ngroups * GROUP);
	buffer_done(&w.rules);
	free(w.slots);
}
