/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which columns of a table are shown. */

#include <assert.h>
#include <string.h>

#include "tools/cli/grid.h"

/* The column whose key the `len` letters are; t->n without. */
static size_t find(const struct grid *t, const char *key, size_t len)
{
	size_t i = 0;

	while (i < t->n && (strncmp(t->columns[i].key, key, len) != 0 ||
			    t->columns[i].key[len]))
		i++;
	return i;
}

size_t grid_view(const struct grid *t, unsigned char order[COLUMNS_MAX])
{
	size_t n = 0, at, len;

	if (!t)
		return 0;
	for (size_t i = 0; !t->view && i < t->n; i++)
		if (t->columns[i].head)
			order[n++] = (unsigned char)i;
	for (const char *p = t->view; p && *p; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		at = find(t, p, len);
		assert(at < t->n && n < COLUMNS_MAX);
		order[n++] = (unsigned char)at;
	}
	return n;
}

const char *grid_head(const struct column *c)
{
	return c->head ? c->head : c->key;
}

void grid_lower(const struct column *c, struct buffer *out)
{
	buffer_text(out, "");
	for (const char *p = grid_head(c); *p; p++)
		buffer_char(out, *p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
}
