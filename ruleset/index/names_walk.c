/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a names.idx, those of one record and all of them in order. */

#include <string.h>

#include "lib/array.h"
#include "ruleset/index/names.h"
#include "ruleset/index/names_format.h"

static void read_rule(struct names_run *r)
{
	r->class = index_u16(r->p);
	r->scope = r->p[2] < NAMES_SCOPES ? r->p[2] : NAMES_EXACT;
	r->line = index_u32(r->p + 4);
}

struct names_run names_run(const struct names *n, uint8_t flags,
			   const uint8_t *tail)
{
	struct names_run r = { .left = 0 };
	size_t at, count;

	if (flags & NODE_RULES) {
		at = index_u32(tail);
		if (at > n->rules.len || n->rules.len - at < RUN_HEADER)
			return r;
		count = index_u32(n->rules.p + at);
		at += RUN_HEADER;
		if (count == 0 || count > (n->rules.len - at) / RULE_SIZE)
			return r;
		r.left = count;
		r.p = n->rules.p + at;
		read_rule(&r);
	} else if (flags & NODE_RULE) {
		r.left = 1;
		r.scope = flags & NODE_EXACT ? NAMES_EXACT :
			  flags & NODE_BELOW ? NAMES_BELOW : NAMES_SUFFIX;
		r.class = flags & NODE_CLASS8 ? *tail : index_u16(tail);
		tail += flags & NODE_CLASS8 ? 1 : 2;
		r.line = flags & NODE_LINE24 ?
			 index_u16(tail) | (uint32_t)tail[2] << 16 :
			 index_u32(tail);
	}
	return r;
}

void names_run_next(struct names_run *r)
{
	if (--r->left > 0) {
		r->p += RULE_SIZE;
		read_rule(r);
	}
}

void names_walk_begin(struct names_walk *w, const struct names *n)
{
	*w = (struct names_walk) { .names = n, .at = NODE_FIRST };
}

/* Goes up to the record `parent`; where its name starts in w->text. */
static bool find_parent(struct names_walk *w, uint32_t parent, size_t *start)
{
	while (w->depth > 0 && w->path[w->depth - 1].at != parent)
		w->depth--;
	if (w->depth == 0 && parent != 0)
		return false;
	*start = w->depth ? w->path[w->depth - 1].start : sizeof(w->text);
	return true;
}

/* The next record's name, written before that of its parent, and rules. */
static bool read_record(struct names_walk *w)
{
	struct span s = w->names->nodes;
	const uint8_t *p = s.p + w->at, *tail;
	size_t left = s.len - w->at, start, len, size;

	if (left < NODE_HEADER)
		return false;
	len = p[5];
	size = NODE_HEADER + len + names_tail(p[4]);
	if (len == 0 || left < size || !find_parent(w, index_u32(p), &start) ||
	    w->depth >= ARRAY_SIZE(w->path) || len + 1 > start)
		return false;
	if (w->depth > 0)
		w->text[--start] = '.';
	start -= len;
	memcpy(w->text + start, p + NODE_HEADER, len);
	w->path[w->depth].at = (uint32_t)w->at;
	w->path[w->depth++].start = (uint16_t)start;
	w->name = w->text + start;
	w->len = sizeof(w->text) - start;
	tail = p + NODE_HEADER + len + (p[4] & NODE_CHILDREN ? 1 : 0);
	w->run = names_run(w->names, p[4], tail);
	w->at += size;
	return true;
}

bool names_walk_next(struct names_walk *w)
{
	while (read_record(w))
		if (w->run.left > 0)
			return true;
	return false;
}

int names_compare(const char *a, size_t alen, const char *b, size_t blen)
{
	for (;;) {
		const char *adot = memrchr(a, '.', alen);
		const char *bdot = memrchr(b, '.', blen);
		size_t astart = adot ? (size_t)(adot - a) + 1 : 0;
		size_t bstart = bdot ? (size_t)(bdot - b) + 1 : 0;
		size_t an = alen - astart, bn = blen - bstart;
		int d = memcmp(a + astart, b + bstart, an < bn ? an : bn);

		if (d != 0 || an != bn)
			return d ? d : an < bn ? -1 : 1;
		if (!adot || !bdot)
			return !!adot - !!bdot;
		alen = astart - 1;
		blen = bstart - 1;
	}
}
