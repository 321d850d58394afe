/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a tree of what the reader of JSON hands out. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/jsonread.h"
#include "lib/jsontree.h"
#include "lib/printable.h"

/* --- building --------------------------------------------------------- */

static struct jsontree_node *add(struct jsontree *t)
{
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->nodes = xreallocarray(t->nodes, t->room,
					 sizeof(*t->nodes));
	}
	t->nodes[t->n] = (struct jsontree_node) { .size = 1, .text = "" };
	return &t->nodes[t->n++];
}

static bool is_utf8(const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t code;
	size_t n;

	for (; *p; p += n) {
		n = *p < 0x80 ? 1 : printable_code(p, &code);
		if (n == 0)
			return false;
	}
	return true;
}

static const enum jsontree_type types[] = {
	[JSON_STRING] = JSONTREE_TEXT, [JSON_NUMBER] = JSONTREE_NUMBER,
	[JSON_WORD] = JSONTREE_WORD,
};

/* What the reader came to, and under which key; false if it is not UTF-8. */
static bool take(struct jsontree *t, const struct json_reader *r,
		 enum json_event e)
{
	const struct json_level *l = &r->path[r->depth - (e == JSON_OPEN)];
	struct jsontree_node *n = add(t);

	n->key = l->key;
	if (e == JSON_OPEN)
		n->type = r->path[r->depth].bracket == '{' ? JSONTREE_OBJECT :
			  JSONTREE_LIST;
	else
		n->type = types[e];
	if (e != JSON_OPEN)
		n->text = r->value;
	return is_utf8(n->key) && is_utf8(n->text);
}

/* One value to its end; the reason if there is none, else NULL. */
static const char *build(struct jsontree *t, struct json_reader *r)
{
	size_t open[JSON_DEPTH + 1];
	enum json_event e;

	do {
		e = json_next(r);
		if (e <= JSON_BAD)
			return e == JSON_BAD ? r->why : "there is nothing";
		if (e == JSON_CLOSE)
			t->nodes[open[r->depth + 1]].size =
				t->n - open[r->depth + 1];
		else if (!take(t, r, e))
			return "is not UTF-8";
		if (e == JSON_OPEN)
			open[r->depth] = t->n - 1;
	} while (r->depth > 0);
	e = json_next(r);
	return e == JSON_END ? NULL : e == JSON_BAD ? r->why :
	       "more than one value";
}

/* Places are counted as editors do. */
static void say_why(struct jsontree *t, const struct text *in,
		    const char *why)
{
	const char *start = in->at;

	while (start > in->start && start[-1] != '\n')
		start--;
	t->line = in->line;
	t->column = (size_t)(in->at - start) + 1;
	t->reason = why;
	snprintf(t->why, sizeof(t->why), "line %u, column %zu: %s", t->line,
		 t->column, why);
}

const struct jsontree_node *jsontree_parse(struct jsontree *t, const void *p,
					   size_t len)
{
	struct json_reader r;
	struct text in;
	const char *why;

	if (t->size < len + 1) {
		free(t->texts);
		t->size = len + 1;
		t->texts = xcalloc(t->size, 1);
	}
	t->n = 0;
	t->why[0] = '\0';
	text_over(&in, p, len);
	json_read_into(&r, &in, t->texts, t->size);
	why = build(t, &r);
	if (why)
		say_why(t, &in, why);
	return why ? NULL : t->nodes;
}

void jsontree_done(struct jsontree *t)
{
	free(t->nodes);
	free(t->texts);
	*t = (struct jsontree) { .nodes = NULL };
}

/* --- looking up ------------------------------------------------------- */

const struct jsontree_node *jsontree_first(const struct jsontree_node *of)
{
	return of && of->size > 1 ? of + 1 : NULL;
}

const struct jsontree_node *jsontree_next(const struct jsontree_node *of,
					  const struct jsontree_node *n)
{
	return n + n->size < of + of->size ? n + n->size : NULL;
}

size_t jsontree_count(const struct jsontree_node *of)
{
	size_t n = 0;

	jsontree_each(child, of)
		n++;
	return n;
}

/* The key need not end where its text does. */
static const struct jsontree_node *find(const struct jsontree_node *of,
					const char *key, size_t len)
{
	const struct jsontree_node *found = NULL;

	jsontree_each(n, of && of->type == JSONTREE_OBJECT ? of : NULL)
		if (strncmp(n->key, key, len) == 0 && !n->key[len])
			found = n;
	return found;
}

const struct jsontree_node *jsontree_member(const struct jsontree_node *of,
					    const char *key)
{
	return find(of, key, strlen(key));
}

static const struct jsontree_node *element(const struct jsontree_node *of,
					   const char *digits)
{
	unsigned long i = strtoul(digits, NULL, 10);
	const struct jsontree_node *n = jsontree_first(of);

	if (*digits < '0' || *digits > '9')
		return NULL;
	while (n && i-- > 0)
		n = jsontree_next(of, n);
	return n;
}

const struct jsontree_node *jsontree_at(const struct jsontree_node *of,
					const char *path)
{
	while (of && *path) {
		size_t len = strcspn(path, ".");

		of = of->type == JSONTREE_LIST ? element(of, path) :
		     find(of, path, len);
		path += len + (path[len] == '.');
	}
	return of;
}

const char *jsontree_text(const struct jsontree_node *of, const char *path)
{
	const struct jsontree_node *n = jsontree_at(of, path);

	return n && n->type == JSONTREE_TEXT ? n->text : "";
}

long long jsontree_number(const struct jsontree_node *of, const char *path)
{
	const struct jsontree_node *n = jsontree_at(of, path);
	const char *digits = n ? n->text : "";
	bool whole = n && n->type == JSONTREE_NUMBER &&
		     !strpbrk(digits, ".eE");

	return whole ? strtoll(digits, NULL, 10) : 0;
}

bool jsontree_true(const struct jsontree_node *of, const char *path)
{
	const struct jsontree_node *n = jsontree_at(of, path);

	return n && n->type == JSONTREE_WORD && strcmp(n->text, "true") == 0;
}

/* --- writing ---------------------------------------------------------- */

void jsontree_put(const struct jsontree_node *n, const char *key,
		  struct json *j)
{
	bool list = n->type == JSONTREE_LIST;

	if (n->type == JSONTREE_TEXT) {
		json_text(j, key, n->text);
		return;
	}
	if (n->type < JSONTREE_TEXT) {
		json_word(j, key, n->text);
		return;
	}
	json_open(j, key, list ? '[' : '{');
	jsontree_each(child, n)
		jsontree_put(child, list ? NULL : child->key, j);
	json_close(j, list ? ']' : '}');
}
