/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what is known of a copy. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/file.h"
#include "lib/jsontree.h"
#include "ruleset/config/source_copy.h"

enum { STATE_MAX = 65536 };

void source_copy_read(struct source_copy *c, const char *state,
		      const struct config_source *s)
{
	char *path = source_file(state, s, "state.json");
	struct jsontree tree = { .n = 0 };
	struct buffer text = { 0 };
	const struct jsontree_node *n;
	char origin[SOURCE_ORIGIN];

	*c = (struct source_copy) { .reading = 0 };
	snprintf(c->from, sizeof(c->from), "%s", source_origin(s, origin));
	if (file_read(path, STATE_MAX, &text) == 0) {
		n = jsontree_parse(&tree, text.p, text.len);
		snprintf(c->content, sizeof(c->content), "%s",
			 jsontree_text(n, "content"));
		c->entries = (uint64_t)(jsontree_number(n, "names") +
					jsontree_number(n, "prefixes") +
					jsontree_number(n, "special"));
		if (*jsontree_text(n, "from"))
			snprintf(c->from, sizeof(c->from), "%s",
				 jsontree_text(n, "from"));
		c->reading = (unsigned)jsontree_number(n, "reading");
	}
	jsontree_done(&tree);
	buffer_done(&text);
	free(path);
}
