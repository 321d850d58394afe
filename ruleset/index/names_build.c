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

bool names_builder_add(struct names_builder *b, const char *name,
		       enum names_scope scope, uint16_t class, uint32_t line)
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
		.class = class, .len = (uint8_t)(len + 1), .scope = scope,
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
		    e[i].scope == e[kept - 1].scope)
			drop(f, first + i, 1);
		else
			e[kept++] = e[i];
	}
	return kept;
}

/* --- exceptions of a list -------------------------------------------- */

static bool excepts(const struct fold *f, const struct names_entry *e,
		    const struct names_entry *rule)
{
	return legend_excepts(&f->kinds->kinds[e->class],
			      &f->kinds->kinds[rule->class]);
}

/* Is the rule of a name, which has `n` at `e` and above it those of the path,
 * excepted by its list? Of its own exceptions those that reach all that it
 * does. */
static bool is_excepted(const struct fold *f, const struct names_entry *e,
			size_t n, const struct names_entry *rule)
{
	for (size_t i = 0; i < n; i++)
		if ((e[i].scope == NAMES_SUFFIX || e[i].scope == rule->scope) &&
		    excepts(f, &e[i], rule))
			return true;
	for (size_t d = 0; d < f->depth; d++)
		for (size_t i = 0; i < f->path[d].n; i++)
			if (excepts(f, &f->b->entries[f->path[d].first + i],
				    rule))
				return true;
	return false;
}

/* Drops what is excepted of the rules of one name; how many are left. */
static size_t except(struct fold *f, size_t first, size_t n)
{
	struct names_entry *e = f->b->entries + first;
	size_t kept = 0;
	bool *gone;

	if (!f->kinds->exceptions)
		return n;
	gone = xcalloc(n, sizeof(*gone));
	for (size_t i = 0; i < n; i++)
		gone[i] = is_excepted(f, e, n, &e[i]);
	for (size_t i = 0; i < n; i++) {
		if (gone[i])
			drop(f, first + i, 1);
		else
			e[kept++] = e[i];
	}
	free(gone);
	return kept;
}

/* --- one name --------------------------------------------------------- */

/* Those that reach what is below it stand first. */
static size_t count_wide(const struct names_entry *e, size_t n)
{
	size_t wide = 0;

	while (wide < n && e[wide].scope != NAMES_EXACT)
		wide++;
	return wide;
}

static bool has_below(const struct names_entry *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (e[i].scope == NAMES_BELOW)
			return true;
	return false;
}

/* Another of the same class with this scope; NULL: there is none. */
static struct names_entry *find_scope(struct names_entry *e, size_t n,
				      uint16_t class, enum names_scope scope)
{
	for (size_t i = 0; i < n; i++)
		if (e[i].class == class && e[i].scope == scope)
			return &e[i];
	return NULL;
}

/* What is below a name and the name itself are a suffix, as is what a suffix
 * has already; how many are left. */
static size_t join(struct fold *f, size_t first, size_t n)
{
	struct names_entry *e = f->b->entries + first, *other;
	size_t kept = 0;

	if (!has_below(e, n))
		return n;
	for (size_t i = 0; i < n; i++) {
		other = e[i].scope != NAMES_BELOW ? NULL :
			find_scope(e, n, e[i].class, NAMES_SUFFIX);
		if (!other && e[i].scope == NAMES_BELOW)
			other = find_scope(e, n, e[i].class, NAMES_EXACT);
		if (other) {
			other->scope = NAMES_SUFFIX;
			drop(f, first + i, 1);
			e[i].scope = NAMES_SCOPES;
		}
	}
	for (size_t i = 0; i < n; i++)
		if (e[i].scope != NAMES_SCOPES)
			e[kept++] = e[i];
	qsort(e, kept, sizeof(*e), names_sort_rules);
	return drop_repeats(f, first, kept);
}

/* The rules of one name, `n` from `first` on: those that reach what is below,
 * then the exact ones. */
static void fold_name(struct fold *f, size_t first, size_t n, uint8_t labels)
{
	const struct names_entry *e = f->b->entries;
	const struct listed *above;
	size_t wide;
	bool below;

	n = join(f, first, except(f, first, n));
	wide = count_wide(e + first, n);
	below = has_below(e + first, wide);
	above = f->depth ? &f->path[f->depth - 1] : NULL;
	if (above && alike(f, e + above->first, above->n, e + first, wide)) {
		drop(f, first, wide);
	} else if (wide > 0) {
		f->path[f->depth++] = (struct listed) {
			f->kept, wide, e[first].len
		};
		keep(f, first, wide, labels);
		/* Not all of these reach the name itself. */
		above = below ? NULL : &f->path[f->depth - 1];
	}
	if (above && alike(f, e + above->first, above->n, e + first + wide,
			   n - wide))
		drop(f, first + wide, n - wide);
	else
		keep(f, first + wide, n - wide, labels);
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
