/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations of held lists. */

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/moment.h"
#include "ruleset/generation/generation_held.h"

/* --- what it is made of ---------------------------------------------- */

/* Files of the lists, as they were. */
static void add_files(struct inputs *in, const struct config *config,
		      const struct jsontree_node *files)
{
	jsontree_each(f, files) {
		const char *path = jsontree_text(f, "path");
		const char *sum = jsontree_text(f, "sha256");
		struct input one = {
			.size = (uint64_t)jsontree_number(f, "size"),
		};

		if (inputs_is_local(config, path) ||
		    strlen(sum) != 2 * INPUT_DIGEST ||
		    !hex_parse(sum, one.sum, INPUT_DIGEST))
			continue;
		one.path = xstrdup(path);
		in->items = xgrow(in->items, in->n, sizeof(*in->items));
		in->items[in->n++] = one;
	}
}

/* Others than those that the files of now would have: once the lists are let
 * go, this is not what they come to. */
static void set_digest(struct compiled *c, const struct generation *from)
{
	static const char what[] = "cordon held generation 1";
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, sizeof(what), (const uint8_t *)what);
	sha256_update(&sha, strlen(from->digest),
		      (const uint8_t *)from->digest);
	sha256_update(&sha, strlen(c->origin.local),
		      (const uint8_t *)c->origin.local);
	sha256_digest(&sha, COMPILE_DIGEST, c->digest);
}

static void prepare(struct compiled *c, const struct config *config,
		    const struct generation *from)
{
	struct origin base;
	struct jsontree tree;
	const struct jsontree_node *n = generations_tree(&tree, config->state,
							 from->number);

	add_files(&c->inputs, config, jsontree_at(n, "files"));
	origin_parse(&base, n);
	jsontree_done(&tree);
	memcpy(c->origin.lists, base.lists, sizeof(base.lists));
	c->origin.base = from->number;
	set_digest(c, from);
}

/* --- is there one? --------------------------------------------------- */

static bool fits(const char *state, unsigned number, unsigned base,
		 const char *local)
{
	struct origin o;

	return number > 0 && generations_origin(state, number, &o) &&
	       (number == base || o.base == base) &&
	       strcmp(o.local, local) == 0;
}

static int make_current(const struct config *config, unsigned number)
{
	return generations_current(config->state) == number ? 0 :
	       generations_switch(config->state, number);
}

/* The youngest that is just that. */
static int open_fitting(struct generation *g, const struct config *config,
			unsigned base, enum generation_check check,
			const char *local)
{
	unsigned *numbers;
	size_t n = generations_list(config->state, &numbers);
	int ret = -ENOENT;

	while (ret < 0 && n-- > 0)
		if (fits(config->state, numbers[n], base, local))
			ret = generation_open_number(g, config->state,
						     numbers[n], check);
	free(numbers);
	return ret < 0 ? -ENOENT : 0;
}

int generation_held_open(struct generation *g, const struct config *config,
			 unsigned base, enum generation_check check,
			 struct compiled *c, struct generation *from)
{
	int ret;

	*c = (struct compiled) { 0 };
	inputs_read_local(&c->inputs, config);
	origin_of(&c->origin, &c->inputs, config);
	ret = open_fitting(g, config, base, check, c->origin.local);
	if (ret == 0) {
		ret = make_current(config, g->number);
		if (ret < 0)
			generation_close(g);
		return ret == -ENOENT ? -EIO : ret;
	}
	ret = generation_open_number(from, config->state, base, check);
	if (ret < 0)
		return ret == -ENOENT ? -ESRCH : ret;
	prepare(c, config, from);
	return -ENOENT;
}

/* --- its lists ------------------------------------------------------- */

static void copy_text(char **to, const char *text)
{
	if (*text && !*to)
		*to = xstrdup(text);
}

static void copy_list(struct compiled_list *l, const struct jsontree_node *of)
{
	l->prefixes = (size_t)jsontree_number(of, "prefixes");
	l->exceptions = (size_t)jsontree_number(of, "exceptions");
	l->rejects = (size_t)jsontree_number(of, "rejects");
	l->skipped = (size_t)jsontree_number(of, "skipped");
	copy_text(&l->source, jsontree_text(of, "source"));
	copy_text(&l->vendor, jsontree_text(of, "vendor"));
	moment_parse(jsontree_text(of, "taken"), 0, &l->taken);
}

void generation_held_lists(struct compiled *c, const struct config *config,
			   const struct generation *from)
{
	struct jsontree tree;
	const struct jsontree_node *n = generations_tree(&tree, config->state,
							 from->number);

	jsontree_each(of, jsontree_at(n, "lists")) {
		const char *path = jsontree_text(of, "path");

		if (inputs_is_local(config, path))
			continue;
		for (size_t i = 0; i < c->nlists; i++)
			if (strcmp(c->lists[i].path, path) == 0)
				copy_list(&c->lists[i], of);
	}
	jsontree_done(&tree);
}
