/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON, value by value: every text ends, and what opens closes. As a tree: it
 * is there exactly where the reader finds one value, and what it is written as
 * comes back as the same tree. */

#include <string.h>

#include "lib/jsonread.h"
#include "lib/jsontree.h"
#include "tests/fuzz/fuzz.h"

static void must_be_same(const struct jsontree *a, const struct jsontree *b)
{
	must(a->n == b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct jsontree_node *x = &a->nodes[i];
		const struct jsontree_node *y = &b->nodes[i];

		must(x->type == y->type && x->size == y->size);
		must(strcmp(x->key, y->key) == 0);
		must(strcmp(x->text, y->text) == 0);
	}
}

/* Every node lies in what it is a part of, and can be asked for. */
static void walk(const struct jsontree_node *n)
{
	size_t count = 0, size = 1;

	jsontree_each(child, n) {
		const struct jsontree_node *last =
			jsontree_member(n, child->key);

		must(n->type != JSONTREE_OBJECT ||
		     (last && last >= child &&
		      strcmp(last->key, child->key) == 0));
		walk(child);
		size += child->size;
		count++;
	}
	must(size == n->size && count == jsontree_count(n));
	must(n->type >= JSONTREE_LIST || n->size == 1);
	jsontree_text(n, "");
	jsontree_number(n, "");
	jsontree_true(n, "a.0.b");
}

/* `values` is how many the reader found at the top, -1 where it was bad. */
static void look_at_tree(const uint8_t *data, size_t size, int values)
{
	struct jsontree t = { .n = 0 }, again = { .n = 0 };
	const struct jsontree_node *n = jsontree_parse(&t, data, size);
	struct buffer text = { 0 };
	struct json j = json_into(&text);

	must(n ? values == 1 : t.why[0] != '\0');
	must(n || values != 1 || strstr(t.why, "UTF-8"));
	if (n) {
		walk(n);
		jsontree_put(n, NULL, &j);
		must(jsontree_parse(&again, text.p, text.len));
		must_be_same(&t, &again);
	}
	buffer_done(&text);
	jsontree_done(&again);
	jsontree_done(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_reader r;
	enum json_event e;
	struct text in;
	unsigned depth = 0;
	size_t n = 0;
	int values = 0;

	text_over(&in, data, size);
	json_read(&r, &in);
	while ((e = json_next(&r)) > JSON_BAD) {
		must(++n <= size);
		depth += e == JSON_OPEN;
		must(e != JSON_CLOSE || depth > 0);
		depth -= e == JSON_CLOSE;
		must(r.depth == depth && depth <= JSON_DEPTH);
		if (e >= JSON_STRING)
			must(r.len < JSON_VALUE && !r.value[r.len]);
		must(strlen(r.path[r.depth].key) < JSON_KEY);
		values += depth == 0 && values < 2;
	}
	must(e == JSON_BAD ? r.why != NULL : depth == 0);
	must(json_next(&r) == e);
	look_at_tree(data, size, e == JSON_BAD ? -1 : values);
	return 0;
}
