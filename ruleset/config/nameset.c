/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of one list, folded. */

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/config/nameset.h"

void nameset_done(struct nameset *s)
{
	buffer_done(&s->keys);
	free(s->items);
	*s = (struct nameset) { .items = NULL };
}

/* What comparing begins with, as a number. */
static uint64_t start_of(const char *key, size_t len)
{
	char start[8] = { 0 };
	uint64_t n;

	memcpy(start, key, len < 8 ? len : 8);
	memcpy(&n, start, 8);
	return be64toh(n);
}

/* From the end, so that the names below one follow it when sorted; dots come
 * before all other characters, so that nothing comes between. */
void nameset_add(struct nameset *s, const struct list_entry *e)
{
	struct nameset_item item = {
		.at = s->keys.len, .len = e->len,
		.kind = (uint8_t)e->kind, .allow = e->allow,
		.important = e->important,
	};
	char *key = buffer_extend(&s->keys, e->len);

	for (size_t i = 0; i < e->len; i++) {
		char c = e->name[e->len - 1 - i];

		key[i] = c == '.' ? '\1' : c;
	}
	item.start = start_of(key, e->len);
	s->items = xgrow(s->items, s->n, sizeof(*s->items));
	s->items[s->n++] = item;
}

void nameset_name(const struct nameset *s, const struct nameset_item *i,
		  char name[256])
{
	memcpy(name, s->keys.p + i->at, i->len);
	name[i->len] = '\0';
}

/* The key back to the name it was made of. */
static void restore(struct nameset *s, struct nameset_item *item)
{
	char *key = s->keys.p + item->at, *end = key + item->len;

	for (char *a = key, *b = end - 1; a < b; a++, b--) {
		char c = *a;

		*a = *b;
		*b = c;
	}
	for (char *p = key; (p = memchr(p, '\1', (size_t)(end - p)));)
		*p = '.';
	item->start = start_of(key, item->len);
}

static int compare_keys(const struct nameset *s, const struct nameset_item *a,
			const struct nameset_item *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int d;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	d = memcmp(s->keys.p + a->at, s->keys.p + b->at, len);
	return d ? d : a->len - b->len;
}

/* By key; of equal ones suffixes first, and what prevails before what it
 * prevails over: important before plain, exceptions before entries. */
static int by_key(const void *pa, const void *pb, void *arg)
{
	const struct nameset_item *a = pa, *b = pb;
	int d = compare_keys(arg, a, b);

	if (d == 0)
		d = a->kind - b->kind;
	if (d == 0)
		d = b->important - a->important;
	return d ? d : b->allow - a->allow;
}

/* As people read names. */
static int by_name(const void *pa, const void *pb, void *arg)
{
	const struct nameset_item *a = pa, *b = pb;
	int d = a->allow - b->allow;

	if (d == 0)
		d = (b->kind == LIST_EXACT) - (a->kind == LIST_EXACT);
	return d ? d : compare_keys(arg, a, b);
}

/* Whether `up` reaches `i`, whose key is not less. */
static bool reaches(const struct nameset *s, const struct nameset_item *up,
		    const struct nameset_item *i)
{
	const char *a = s->keys.p + up->at, *b = s->keys.p + i->at;

	if (up->len > i->len || memcmp(a, b, up->len) != 0)
		return false;
	if (up->len == i->len)
		return up->kind == LIST_SUFFIX || up->kind == i->kind;
	return up->kind != LIST_EXACT && b[up->len] == '\1';
}

/* The suffixes around the item that a walk in key order stands at. */
struct walk {
	const struct nameset_item **up;
	size_t n;
};

static void step(const struct nameset *s, struct walk *w,
		 const struct nameset_item *i)
{
	while (w->n > 0 && !reaches(s, w->up[w->n - 1], i))
		w->n--;
}

static void enter(struct walk *w, const struct nameset_item *i)
{
	w->up = xgrow(w->up, w->n, sizeof(*w->up));
	w->up[w->n++] = i;
}

/* Whether something around `i` makes it nothing: the same said wider, for an
 * entry an exception, or for an exception a more important entry. */
static bool is_moot(const struct walk *w, const struct nameset_item *i)
{
	for (size_t k = 0; k < w->n; k++) {
		const struct nameset_item *up = w->up[k];

		if (up->allow || !i->allow ?
		    up->important >= i->important :
		    up->important > i->important)
			return true;
	}
	return false;
}

/* An exception counts where an entry lies around it, or at it. */
static bool has_use(const struct walk *w)
{
	for (size_t k = 0; k < w->n; k++)
		if (!w->up[k]->allow)
			return true;
	return false;
}

static void drop(struct nameset *s, const bool *keep)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++)
		if (keep[i])
			s->items[kept++] = s->items[i];
	s->n = kept;
}

static void drop_moot(struct nameset *s)
{
	struct walk w = { NULL, 0 };
	bool *keep = xcalloc(s->n + 1, sizeof(*keep));

	for (size_t i = 0; i < s->n; i++) {
		step(s, &w, &s->items[i]);
		keep[i] = !is_moot(&w, &s->items[i]);
		if (keep[i])
			enter(&w, &s->items[i]);
	}
	free(w.up);
	drop(s, keep);
	free(keep);
}

static void drop_useless(struct nameset *s)
{
	struct walk w = { NULL, 0 };
	bool *keep = xcalloc(s->n + 1, sizeof(*keep));

	for (size_t i = 0; i < s->n; i++) {
		step(s, &w, &s->items[i]);
		keep[i] = !s->items[i].allow || has_use(&w);
		if (!s->items[i].allow)
			enter(&w, &s->items[i]);
	}
	free(w.up);
	drop(s, keep);
	free(keep);
}

/* A name alone and, as `b`, what is below it are a suffix; an exception for
 * both that holds against the name alone is of that alone. */
static bool join_two(struct nameset_item *a, const struct nameset_item *b)
{
	if (a->kind == LIST_EXACT && a->allow == b->allow &&
	    a->important == b->important)
		a->kind = LIST_SUFFIX;
	else if (a->kind == LIST_SUFFIX && a->allow && !b->allow &&
		 a->important < b->important)
		a->kind = LIST_EXACT;
	else
		return false;
	return true;
}

/* What is below a name comes behind all else of that name. True if something
 * has become another. */
static bool join(struct nameset *s)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = i; s->items[i].kind == LIST_BELOW && k-- > 0 &&
		     compare_keys(s, &s->items[k], &s->items[i]) == 0;)
			any |= join_two(&s->items[k], &s->items[i]);
	return any;
}

void nameset_fold(struct nameset *s)
{
	if (s->n == 0)
		return;
	qsort_r(s->items, s->n, sizeof(*s->items), by_key, s);
	if (join(s))
		qsort_r(s->items, s->n, sizeof(*s->items), by_key, s);
	drop_moot(s);
	drop_useless(s);
	for (size_t i = 0; i < s->n; i++)
		restore(s, &s->items[i]);
	qsort_r(s->items, s->n, sizeof(*s->items), by_name, s);
}
