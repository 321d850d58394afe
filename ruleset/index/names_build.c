/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers rules for names.idx, sorts and folds them. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/index/names.h"
#include "ruleset/index/names_build.h"
#include "ruleset/index/names_format.h"

enum {
	NAME_MAX_BYTES = 253,
	KEY_ROOM = 4,		/* that names_sort() wants */
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
	free(b->entries);
	free(b->shared);
	free(b->labels);
	free(b);
}

size_t names_builder_count(const struct names_builder *b)
{
	return b->n;
}

bool names_builder_add(struct names_builder *b, const char *name, bool exact,
		       uint16_t class, uint32_t line)
{
	size_t len = strlen(name), end = len;
	char *out;

	if (len == 0 || len > NAME_MAX_BYTES ||
	    b->arena.len > UINT32_MAX - NAME_MAX_BYTES - KEY_ROOM)
		return false;
	out = buffer_extend(&b->arena, len + 1);
	b->entries = xgrow(b->entries, b->n, sizeof(*b->entries));
	b->entries[b->n++] = (struct names_entry) {
		.key = (uint32_t)(b->arena.len - len - 1), .line = line,
		.class = class, .len = (uint8_t)(len + 1), .exact = exact,
	};
	while (end > 0) {
		const char *dot = memrchr(name, '.', end);
		size_t start = dot ? (size_t)(dot - name) + 1 : 0;

		memcpy(out, name + start, end - start);
		out += end - start;
		*out++ = '\0';
		end = start > 0 ? start - 1 : 0;
	}
	return true;
}

static const char *key_of(const struct names_builder *b, size_t i)
{
	return b->arena.p + b->entries[i].key;
}

/* --- settling -------------------------------------------------------- */

/* A name's rules, of entries that are already kept. */
struct listed {
	size_t first, n;	/* those that reach what is below */
	uint8_t len;
};

struct fold {
	struct names_builder *b;
	const struct legend_kinds *kinds;
	struct listed path[NODE_DEPTH + 1];	/* names above, with suffixes */
	size_t depth;
	size_t kept;
	uint8_t run;		/* the least shared since the last kept name */
};

/* How many bytes of both keys are equal, cut behind a label. */
static uint8_t count_shared(const char *a, size_t alen, const char *b,
			    size_t blen, uint8_t *labels)
{
	size_t n = alen < blen ? alen : blen, same = 0, at = 0;

	*labels = 0;
	for (; at < n && a[at] == b[at]; at++)
		if (a[at] == '\0')
			same = at + 1;
	for (at = 0; at < blen; at++)
		*labels = (uint8_t)(*labels + (b[at] == '\0'));
	return (uint8_t)same;
}

/* Do both have rules of just the same classes? They are sorted by them. */
static bool alike(const struct fold *f, const struct names_entry *a, size_t na,
		  const struct names_entry *b, size_t nb)
{
	if (!f->kinds->kinds || na == 0 || na != nb)
		return false;
	for (size_t i = 0; i < na; i++)
		if (a[i].class != b[i].class)
			return false;
	return true;
}

static void drop(struct fold *f, size_t first, size_t n)
{
	for (size_t i = first; i < first + n && f->kinds->dropped; i++)
		f->kinds->dropped(f->kinds->arg, f->b->entries[i].class);
}

static void keep(struct fold *f, size_t first, size_t n, uint8_t labels)
{
	struct names_builder *b = f->b;

	for (size_t i = first; i < first + n; i++) {
		b->shared[f->kept] = f->run;
		b->labels[f->kept] = labels;
		b->entries[f->kept++] = b->entries[i];
		f->run = NAMES_SAME;
	}
}

/* Of rules that only differ in their line the first stays; `n` is then their
 * number. They stand at `first`. */
static size_t drop_repeats(struct fold *f, size_t first, size_t n)
{
	struct names_entry *e = f->b->entries + first;
	size_t kept = 1;

	for (size_t i = 1; i < n; i++) {
		if (e[i].class == e[kept - 1].class &&
		    e[i].exact == e[kept - 1].exact)
			drop(f, first + i, 1);
		else
			e[kept++] = e[i];
	}
	return kept;
}

/* --- exceptions of a list -------------------------------------------- */

static bool has_exception(const struct fold *f, const struct names_entry *e,
			  size_t n, const struct legend_kind *from)
{
	for (size_t i = 0; i < n; i++)
		if (legend_excepts(&f->kinds->kinds[e[i].class], from))
			return true;
	return false;
}

/* Is the rule of a name, which has `n` at `e` and above it those of the path,
 * excepted by its list? Exact exceptions only reach exact rules. */
static bool is_excepted(const struct fold *f, const struct names_entry *e,
			size_t n, size_t suffixes,
			const struct names_entry *rule)
{
	const struct legend_kind *k = &f->kinds->kinds[rule->class];

	if (has_exception(f, e, rule->exact ? n : suffixes, k))
		return true;
	for (size_t d = 0; d < f->depth; d++)
		if (has_exception(f, f->b->entries + f->path[d].first,
				  f->path[d].n, k))
			return true;
	return false;
}

/* Drops what is excepted of the rules of one name; how many are left. */
static size_t except(struct fold *f, size_t first, size_t n, size_t suffixes)
{
	struct names_entry *e = f->b->entries + first;
	size_t kept = 0;
	bool *gone;

	if (!f->kinds->exceptions)
		return n;
	gone = xcalloc(n, sizeof(*gone));
	for (size_t i = 0; i < n; i++)
		gone[i] = is_excepted(f, e, n, suffixes, &e[i]);
	for (size_t i = 0; i < n; i++) {
		if (gone[i])
			drop(f, first + i, 1);
		else
			e[kept++] = e[i];
	}
	free(gone);
	return kept;
}

static size_t count_suffixes(const struct names_entry *e, size_t n)
{
	size_t suffixes = 0;

	while (suffixes < n && !e[suffixes].exact)
		suffixes++;
	return suffixes;
}

/* The rules of one name, `n` from `first` on: the suffixes, then the exact
 * ones, which are below them. */
static void fold_name(struct fold *f, size_t first, size_t n, uint8_t labels)
{
	const struct names_entry *e = f->b->entries;
	const struct listed *above;
	size_t suffixes = count_suffixes(e + first, n);

	n = except(f, first, n, suffixes);
	suffixes = count_suffixes(e + first, n);
	above = f->depth ? &f->path[f->depth - 1] : NULL;
	if (above && alike(f, e + above->first, above->n, e + first,
			   suffixes)) {
		drop(f, first, suffixes);
	} else if (suffixes > 0) {
		f->path[f->depth++] = (struct listed) {
			f->kept, suffixes, e[first].len
		};
		keep(f, first, suffixes, labels);
	}
	above = f->depth ? &f->path[f->depth - 1] : NULL;
	if (above && alike(f, e + above->first, above->n, e + first + suffixes,
			   n - suffixes))
		drop(f, first + suffixes, n - suffixes);
	else
		keep(f, first + suffixes, n - suffixes, labels);
}

static void fetch_ahead(const struct names_builder *b, size_t i)
{
	if (i + 12 < b->n)
		__builtin_prefetch(key_of(b, i + 12));
}

static void fold_all(struct fold *f)
{
	struct names_builder *b = f->b;
	const char *last = "";
	uint8_t shared, labels;
	size_t last_len = 0, n;

	for (size_t i = 0; i < b->n; i += n) {
		const char *key = key_of(b, i);
		size_t len = b->entries[i].len;

		for (n = 1; i + n < b->n && b->entries[i + n].len == len &&
		     memcmp(key_of(b, i + n), key, len) == 0; n++)
			fetch_ahead(b, i + n);
		fetch_ahead(b, i);
		shared = count_shared(last, last_len, key, len, &labels);
		while (f->depth > 0 && f->path[f->depth - 1].len > shared)
			f->depth--;
		if (f->run == NAMES_SAME || shared < f->run)
			f->run = shared;
		last = key;
		last_len = len;
		fold_name(f, i, drop_repeats(f, i, n), labels);
	}
	b->n = f->kept;
}

void names_builder_settle(struct names_builder *b,
			  const struct legend_kinds *kinds)
{
	static const struct legend_kinds none = { .kinds = NULL };
	struct fold f = { .b = b, .kinds = kinds ? kinds : &none };

	memset(buffer_extend(&b->arena, KEY_ROOM), 0, KEY_ROOM);
	names_sort(b->entries, b->n, b->arena.p);
	b->shared = xcalloc(b->n + 1, 1);
	b->labels = xcalloc(b->n + 1, 1);
	fold_all(&f);
	b->settled = true;
}
