/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes events of Suricata's other lines. */

#include <string.h>

#include "lib/array.h"
#include "tools/record/foreign.h"

static const char *const types[] = { "drop", "tls", "quic", "http", "dns" };

static struct span word(const char *s)
{
	return (struct span) { (const uint8_t *)s, strlen(s) };
}

/* NULL: none of those. */
static const char *type_of(const struct record *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (span_is(r->part[PART_TYPE], types[i]))
			return types[i];
	return NULL;
}

/* Version 2 and before call a question "query", 3 "request"; of an answer the
 * source may be the resolver. */
static bool is_answer(const struct jsontree_node *n)
{
	const char *type = jsontree_text(n, "dns.type");

	return strcmp(type, "answer") == 0 || strcmp(type, "response") == 0;
}

static void put_part(struct record *r, enum record_part part,
		     const char *text)
{
	if (r->part[part].len == 0 && *text)
		r->part[part] = word(text);
}

bool foreign_read(struct record *r, struct jsontree *tree, const char *line,
		  size_t len)
{
	const char *type = r->kind == RECORD_OTHER ? type_of(r) : NULL;
	const struct jsontree_node *n;

	if (!type || record_read_tree(r, tree, line, len) != RECORD_OTHER)
		return false;
	n = tree->nodes;
	if (is_answer(n))
		return false;
	if (strcmp(type, "drop") == 0)
		r->part[PART_ACTION] = word("blocked");
	/* By the name that was read, or by none. */
	put_part(r, PART_APP, strcmp(type, "drop") == 0 ? "failed" : type);
	put_part(r, PART_ASKED, jsontree_text(n, "dns.queries.0.rrname"));
	put_part(r, PART_ASKED, jsontree_text(n, "dns.query.0.rrname"));
	r->kind = RECORD_EVENT;
	return true;
}
