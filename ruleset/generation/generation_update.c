/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another generation takes the place of the current one. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/generation/compiler.h"
#include "ruleset/generation/generation.h"
#include "ruleset/generation/generation_held.h"
#include "ruleset/generation/manifest.h"

static bool is_from(const struct generation *g,
		    const uint8_t digest[COMPILE_DIGEST])
{
	struct span meta = index_section(&g->names_index, TAG_META);

	return meta.len == COMPILE_DIGEST &&
	       memcmp(meta.p, digest, COMPILE_DIGEST) == 0;
}

/* Is `g` to stay with these inputs? */
static bool stays(const struct generation *g, const struct generations_hold *h,
		  const uint8_t digest[COMPILE_DIGEST])
{
	return is_from(g, digest) ||
	       (h->kind == HOLD_ROLLBACK && g->number == h->number &&
		memcmp(digest, h->inputs, COMPILE_DIGEST) == 0);
}

/* What the files of generation `number` were when it was compiled. */
static void read_known(struct inputs *known, const char *state,
		       unsigned number)
{
	char *folder = generations_folder(state, number);
	char *path = xasprintf("%s/inputs", folder);
	struct buffer text = { 0 };

	*known = (struct inputs) { .n = 0 };
	if (file_read(path, 64 << 20, &text) == 0)
		inputs_parse(known, text.p);
	buffer_done(&text);
	free(path);
	free(folder);
}

/* Opens the current generation if it is to stay; else `c` has the inputs of the
 * next. */
static bool keep(struct generation *g, const struct config *config,
		 enum generation_check check, struct compiled *c,
		 struct conf_report *report)
{
	unsigned number = generations_current(config->state);
	int ret = number > 0 ? generation_open_number(g, config->state, number,
						      check) : -ENOENT;
	struct generations_hold h;
	struct inputs known;

	generations_hold(config->state, &h);
	read_known(&known, config->state, number);
	compile_inputs(c, config, &known);
	inputs_done(&known);
	if (ret == 0 && stays(g, &h, c->digest))
		return true;
	if (ret == 0)
		generation_close(g);
	else if (number > 0)
		conf_remark(report, config->state, 0, "generation %u %s, and "
			    "is compiled anew", number,
			    generation_error(ret));
	return false;
}

/* The current one, for what a source has in it whose copy cannot be read. */
struct last {
	const struct config *config;
	struct generation g;
	struct compiler_base base;
	bool asked, is_open;
};

static const struct compiler_base *open_last(void *arg)
{
	struct last *l = arg;

	if (!l->asked)
		l->is_open = generation_open(&l->g, l->config->state,
					     GENERATION_VERIFY) == 0;
	l->asked = true;
	l->base = (struct compiler_base) {
		&l->g.legend, &l->g.names, &l->g.prefixes
	};
	return l->is_open ? &l->base : NULL;
}

/* Over the lists of `from`, or with NULL over those of now; into `folder`. */
static bool compile_into(const char *folder, const struct config *config,
			 struct compiled *c, const struct generation *from,
			 struct conf_report *report)
{
	struct last last = { .config = config };
	const struct compile_last kept = { open_last, &last };
	struct compiler_base base;
	bool good;

	if (!from) {
		good = compile(config, &kept, folder, c, report);
		if (last.is_open)
			generation_close(&last.g);
		return good;
	}
	base = (struct compiler_base) {
		&from->legend, &from->names, &from->prefixes
	};
	if (!compile_over(config, &base, folder, c, report))
		return false;
	generation_held_lists(c, config, from);
	return true;
}

/* Compiles the next one and makes it the current one: 0 or -errno; -EINVAL: it
 * had a mistake, which `report` tells. */
static int publish(unsigned number, const struct config *config,
		   struct compiled *c, const struct generation *from,
		   struct conf_report *report)
{
	char *folder;
	int ret = generations_begin(config->state, &folder);

	if (ret < 0)
		return ret;
	ret = compile_into(folder, config, c, from, report) ? 0 : -EINVAL;
	if (ret == 0)
		ret = manifest_write(folder, c, number);
	if (ret == 0)
		ret = generations_publish(config->state, number);
	if (ret < 0)
		generations_abandon(config->state);
	free(folder);
	return ret;
}

/* Says what it is made for. */
static void explain(struct compiled *c, const struct config *config)
{
	unsigned before = generations_current(config->state);
	struct jsontree tree;
	const struct jsontree_node *n = generations_tree(&tree, config->state,
							 before);

	if (n)
		origin_explain(&c->origin, &c->inputs, config, n);
	else
		snprintf(c->origin.why, sizeof(c->origin.why), "%s", before ?
			 "the one before cannot be read" : "the first");
	jsontree_done(&tree);
}

/* Compiles the next one, and opens it. */
static int replace(struct generation *g, const struct config *config,
		   struct compiled *c, const struct generation *from,
		   struct conf_report *report)
{
	unsigned number = generations_next(config->state);
	unsigned before = report->errors;
	int ret;

	explain(c, config);
	ret = publish(number, config, c, from, report);
	if (ret == -EINVAL && report->errors > before)
		return ret;
	if (ret == 0)
		ret = generation_open_number(g, config->state, number,
					     GENERATION_TRUST);
	if (ret < 0)
		conf_complain(report, config->state, 0,
			      "cannot store generation %u: %s", number,
			      strerror(-ret));
	return ret;
}

/* What was rolled back to is over: the inputs are others now. */
static void end_rollback(const struct config *config)
{
	struct generations_hold h;

	generations_hold(config->state, &h);
	if (h.kind != HOLD_ROLLBACK)
		return;
	h.kind = HOLD_NONE;
	generations_set_hold(config->state, &h);
}

static int update(struct generation *g, const struct config *config,
		  enum generation_check check, struct conf_report *report)
{
	struct compiled c;
	int ret = 0;

	if (!keep(g, config, check, &c, report)) {
		ret = replace(g, config, &c, NULL, report);
		if (ret == 0)
			end_rollback(config);
	}
	compiled_done(&c);
	return ret;
}

/* A held one that cannot be opened: what is current serves in its place. */
static int serve_current(struct generation *g, const struct config *config,
			 const struct generations_hold *h, int why,
			 enum generation_check check,
			 struct conf_report *report)
{
	if (h->kind == HOLD_PIN)
		conf_complain(report, config->state, 0, "generation %u, which "
			      "is pinned, %s", h->number,
			      generation_error(why));
	return generation_open(g, config->state, check) == 0 ? 0 :
	       update(g, config, check, report);
}

/* Lists stay; local rules count as they are. */
static int update_held(struct generation *g, const struct config *config,
		       const struct generations_hold *h,
		       enum generation_check check, struct conf_report *report)
{
	unsigned base = h->number ? h->number :
				    generations_current(config->state);
	struct generation from;
	struct compiled c;
	int ret = generation_held_open(g, config, base, check, &c, &from);

	if (ret == -ENOENT) {
		ret = replace(g, config, &c, &from, report);
		generation_close(&from);
	} else if (ret < 0) {
		ret = serve_current(g, config, h, ret == -ESRCH ? -ENOENT :
				    ret, check, report);
	}
	compiled_done(&c);
	return ret;
}

int generation_update(struct generation *g, const struct config *config,
		      enum generation_check check, struct conf_report *report)
{
	int lock = generations_lock(config->state);
	struct generations_hold h;
	int ret;

	if (lock == -ETIMEDOUT) {
		conf_complain(report, config->state, 0, "another has not "
			      "finished with its generations");
		return lock;
	}
	generations_hold(config->state, &h);
	if (h.kind == HOLD_PIN || h.kind == HOLD_FREEZE)
		ret = update_held(g, config, &h, check, report);
	else
		ret = update(g, config, check, report);
	if (lock >= 0)
		close(lock);
	return ret;
}

int generation_rollback(const struct config *config, unsigned number,
			const char *reason)
{
	struct generations_hold h = {
		.kind = HOLD_ROLLBACK, .number = number,
	};
	int lock = generations_lock(config->state);
	struct generation g;
	int ret;

	if (lock < 0)
		return lock;
	ret = generation_open_number(&g, config->state, number,
				     GENERATION_VERIFY);
	if (ret == 0) {
		generation_close(&g);
		compile_digest(config, h.inputs);
		snprintf(h.reason, sizeof(h.reason), "%s", reason);
		ret = generations_set_hold(config->state, &h);
	}
	if (ret == 0)
		ret = generations_switch(config->state, number);
	close(lock);
	return ret;
}
