/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what is remembered. */

#include <string.h>

#include "tools/record/recalled.h"

static bool is_empty(const char *line, size_t len)
{
	return strspn(line, " ") >= len;
}

static enum recalled_kind covered(struct recalled *r,
				  const struct jsontree_node *n)
{
	r->first = (time_t)jsontree_number(n, "from");
	r->last = (time_t)jsontree_number(n, "to");
	r->count = (uint64_t)jsontree_number(n, "missed");
	return r->first > 0 && r->last >= r->first ? RECALLED_COVERED :
						     RECALLED_BAD;
}

enum recalled_kind recalled_read(struct recalled *r, struct jsontree *tree,
				 const char *line, size_t len)
{
	const struct jsontree_node *n;

	*r = (struct recalled) { .client = "" };
	if (is_empty(line, len))
		return RECALLED_NOTHING;
	n = jsontree_parse(tree, line, len);
	if (jsontree_member(n, "from"))
		return covered(r, n);
	*r = (struct recalled) {
		.client = jsontree_text(n, "client"),
		.mac = jsontree_text(n, "mac"),
		.name = jsontree_text(n, "name"),
		.dest = jsontree_text(n, "dest"),
		.via = jsontree_text(n, "via"),
		.port = jsontree_number(n, "port"),
		.first = (time_t)jsontree_number(n, "first"),
		.last = (time_t)jsontree_number(n, "last"),
		.count = (uint64_t)jsontree_number(n, "count"),
	};
	return *r->client && *r->dest && r->first > 0 && r->last >= r->first &&
	       r->count > 0 ? RECALLED_CONTACT : RECALLED_BAD;
}
