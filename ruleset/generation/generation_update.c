/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another generation takes the place of the current one. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/generation/generation.h"
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

static bool open_pinned(struct generation *g, const struct config *config,
			unsigned number, enum generation_check check,
			struct conf_report *report)
{
	int ret = generation_open_number(g, config->state, number, check);

	if (ret < 0)
		conf_complain(report, config->state, 0, "generation %u, which "
			      "is pinned, %s", number, generation_error(ret));
	return ret == 0;
}

/* Opens the generation that is held or current, if it is to stay; else `c`
 * has the inputs of the next. */
static bool keep(struct generation *g, const struct config *config,
		 enum generation_check check, struct compiled *c,
		 struct conf_report *report)
{
	unsigned number = generations_current(config->state);
	struct generations_hold h;
	struct inputs known;
	bool open;
	int ret;

	*c = (struct compiled) { 0 };
	generations_hold(config->state, &h);
	if (h.kind == HOLD_PIN && open_pinned(g, config, h.number, check,
					      report))
		return true;
	ret = number > 0 ? generation_open_number(g, config->state, number,
						  check) : -ENOENT;
	open = ret == 0;
	if (open && (h.kind == HOLD_PIN || h.kind == HOLD_FREEZE))
		return true;
	read_known(&known, config->state, number);
	compile_inputs(c, config, &known);
	inputs_done(&known);
	if (open && stays(g, &h, c->digest))
		return true;
	if (open)
		generation_close(g);
	else if (number > 0)
		conf_remark(report, config->state, 0, "generation %u %s, and "
			    "is compiled anew", number,
			    generation_error(ret));
	return false;
}

/* Compiles the next one, and opens it. */
static int replace(struct generation *g, const struct config *config,
		   struct compiled *c, struct conf_report *report)
{
	unsigned number = generations_next(config->state);
	struct generations_hold h;
	char *folder;
	int ret = generations_begin(config->state, &folder);

	if (ret == 0) {
		if (!compile(config, folder, c, report)) {
			generations_abandon(config->state);
			free(folder);
			return -EINVAL;
		}
		ret = manifest_write(folder, c, number);
		if (ret == 0)
			ret = generations_publish(config->state, number);
		if (ret < 0)
			generations_abandon(config->state);
		free(folder);
	}
	if (ret == 0)
		ret = generation_open_number(g, config->state, number,
					     GENERATION_TRUST);
	if (ret < 0)
		conf_complain(report, config->state, 0,
			      "cannot store generation %u: %s", number,
			      strerror(-ret));
	generations_hold(config->state, &h);
	if (ret == 0 && h.kind == HOLD_ROLLBACK) {
		h.kind = HOLD_NONE;	/* the inputs are others now */
		generations_set_hold(config->state, &h);
	}
	return ret;
}

int generation_update(struct generation *g, const struct config *config,
		      enum generation_check check, struct conf_report *report)
{
	int lock = generations_lock(config->state);
	struct compiled c;
	int ret = 0;

	if (lock == -ETIMEDOUT) {
		conf_complain(report, config->state, 0, "another has not "
			      "finished with its generations");
		return lock;
	}
	if (!keep(g, config, check, &c, report))
		ret = replace(g, config, &c, report);
	compiled_done(&c);
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
