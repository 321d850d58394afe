/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a generation was made of, and why it was made. */

#include <stdio.h>
#include <string.h>

#include "ruleset/generation/origin.h"

enum { NAMED = 3 };	/* files that changed, by name */

void origin_of(struct origin *o, const struct inputs *in,
	       const struct config *config)
{
	uint8_t digest[INPUT_DIGEST];

	*o = (struct origin) { .base = 0 };
	inputs_digest_lists(in, config, digest);
	hex_format(digest, INPUT_DIGEST, o->lists);
	inputs_digest_local(in, config, digest);
	hex_format(digest, INPUT_DIGEST, o->local);
}

bool origin_parse(struct origin *o, const struct jsontree_node *n)
{
	*o = (struct origin) { .base = (unsigned)jsontree_number(n, "base") };
	snprintf(o->lists, sizeof(o->lists), "%s",
		 jsontree_text(n, "lists_digest"));
	snprintf(o->local, sizeof(o->local), "%s",
		 jsontree_text(n, "local_digest"));
	snprintf(o->why, sizeof(o->why), "%s", jsontree_text(n, "why"));
	return o->lists[0] && o->local[0];
}

/* --- what has changed ------------------------------------------------ */

/* Files that are other than before. */
struct changes {
	bool local;
	unsigned lists;
	char names[ORIGIN_WHY];	/* of the first of them */
};

/* A file's own name; of a source's good copy that of its folder, the id. */
static const char *name_of(const char *path, char out[51])
{
	const char *end = strrchr(path, '/'), *start = end;

	if (!end || strcmp(end, "/good") != 0 || end == path) {
		snprintf(out, 51, "%.50s", end ? end + 1 : path);
		return out;
	}
	while (start > path && start[-1] != '/')
		start--;
	snprintf(out, 51, "%.*s", (int)(end - start), start);
	return out;
}

static void note(struct changes *c, const struct config *config,
		 const char *path)
{
	size_t len = strlen(c->names);
	char name[51];

	if (inputs_is_local(config, path)) {
		c->local = true;
		return;
	}
	if (c->lists++ < NAMED)
		snprintf(c->names + len, sizeof(c->names) - len, "%s%s",
			 len ? ", " : "", name_of(path, name));
}

static const struct jsontree_node *find(const struct jsontree_node *files,
					const char *path)
{
	jsontree_each(f, files)
		if (strcmp(jsontree_text(f, "path"), path) == 0)
			return f;
	return NULL;
}

static bool has(const struct inputs *in, const char *path)
{
	for (size_t i = 0; i < in->n; i++)
		if (!in->items[i].missing &&
		    strcmp(in->items[i].path, path) == 0)
			return true;
	return false;
}

static void compare(struct changes *c, const struct config *config,
		    const struct inputs *in, const struct jsontree_node *files)
{
	char sum[HEX_TEXT(INPUT_DIGEST)];

	for (size_t i = 0; i < in->n; i++) {
		const struct input *now = &in->items[i];
		const struct jsontree_node *f = find(files, now->path);

		hex_format(now->sum, INPUT_DIGEST, sum);
		if (!now->missing &&
		    (!f || strcmp(jsontree_text(f, "sha256"), sum) != 0))
			note(c, config, now->path);
	}
	jsontree_each(f, files)
		if (!has(in, jsontree_text(f, "path")))
			note(c, config, jsontree_text(f, "path"));
}

void origin_explain(struct origin *o, const struct inputs *in,
		    const struct config *config,
		    const struct jsontree_node *before)
{
	struct changes c = { .lists = 0 };
	char more[24] = "";

	compare(&c, config, in, jsontree_at(before, "files"));
	if (c.lists > NAMED)
		snprintf(more, sizeof(more), ", %u more", c.lists - NAMED);
	if (c.lists)
		snprintf(o->why, sizeof(o->why), "lists: %.140s%s%s", c.names,
			 more, c.local ? "; local rules" : "");
	else
		snprintf(o->why, sizeof(o->why), c.local ? "local rules" :
			 "configuration");
}
