/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations on disk: publish one whole, open the current one. */

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/units.h"
#include "ruleset/generation.h"

/* --- opening --------------------------------------------------------- */

static void hex(char *out, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
}

/* One digest over those of both files. */
static void set_digest(struct generation *g)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, INDEX_DIGEST, index_digest(&g->names_index));
	sha256_update(&sha, INDEX_DIGEST, index_digest(&g->prefixes_index));
	sha256_digest(&sha, sizeof(sum), sum);
	hex(g->digest, sum, (GENERATION_DIGEST_TEXT - 1) / 2);
}

/* From two open indexes; closes all on failure. */
static int attach(struct generation *g)
{
	int ret = names_open(&g->names, &g->names_index);

	if (ret == 0)
		ret = prefixes_open(&g->prefixes, &g->prefixes_index);
	if (ret == 0)
		ret = legend_open(&g->legend, &g->names_index);
	if (ret == 0)
		set_digest(g);
	else
		generation_close(g);
	return ret;
}

int generation_open_number(struct generation *g, const char *state,
			   unsigned number, enum generation_check check)
{
	bool verify = check == GENERATION_VERIFY;
	char *folder = generations_folder(state, number);
	char *names = xasprintf("%s/names.idx", folder);
	char *prefixes = xasprintf("%s/prefixes.idx", folder);
	int ret;

	*g = (struct generation) { .number = number };
	ret = index_open(&g->names_index, names, INDEX_NAMES, verify);
	if (ret == 0)
		ret = index_open(&g->prefixes_index, prefixes, INDEX_PREFIXES,
				 verify);
	free(folder);
	free(names);
	free(prefixes);
	if (ret == 0)
		return attach(g);
	generation_close(g);
	return ret;
}

int generation_open(struct generation *g, const char *state,
		    enum generation_check check)
{
	unsigned number = generations_current(state);

	*g = (struct generation) { 0 };
	if (number == 0)
		return -ENOENT;
	return generation_open_number(g, state, number, check);
}

void generation_close(struct generation *g)
{
	legend_close(&g->legend);
	index_close(&g->names_index);
	index_close(&g->prefixes_index);
	compiled_done(&g->memory);
	*g = (struct generation) { 0 };
}

int generation_compile(struct generation *g, const struct config *config,
		       struct conf_report *report)
{
	struct compiled *m = &g->memory;

	*g = (struct generation) { 0 };
	if (!compile(config, m, report)) {
		generation_close(g);
		return -EINVAL;
	}
	index_over(&g->names_index, m->names.p, m->names.len, INDEX_NAMES,
		   false);
	index_over(&g->prefixes_index, m->prefixes.p, m->prefixes.len,
		   INDEX_PREFIXES, false);
	return attach(g);
}

/* --- publishing ------------------------------------------------------ */

static void write_manifest(struct buffer *out, const struct compiled *c,
			   unsigned number)
{
	struct json j = json_into(out);
	char inputs[2 * COMPILE_DIGEST + 1];
	char when[MOMENT_TEXT];

	hex(inputs, c->digest, COMPILE_DIGEST);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.generation/1");
	json_number(&j, "number", number);
	json_text(&j, "created", moment_format(time(NULL), when));
	json_text(&j, "inputs", inputs);
	json_number(&j, "names", c->nnames);
	json_number(&j, "prefixes", c->nprefixes);
	json_open(&j, "lists", '[');
	for (size_t i = 0; i < c->nlists; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "path", c->lists[i].path);
		json_number(&j, "names", c->lists[i].names);
		json_number(&j, "prefixes", c->lists[i].prefixes);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buffer_char(out, '\n');
}

static int write_file(const char *folder, const char *name,
		      const struct buffer *contents)
{
	char *path = xasprintf("%s/%s", folder, name);
	int ret = file_write(path, contents->p, contents->len, 0644);

	free(path);
	return ret;
}

static int write_files(const char *folder, const struct compiled *c,
		       unsigned number)
{
	struct buffer manifest = { 0 };
	int ret;

	write_manifest(&manifest, c, number);
	ret = write_file(folder, "names.idx", &c->names);
	if (ret == 0)
		ret = write_file(folder, "prefixes.idx", &c->prefixes);
	if (ret == 0)
		ret = write_file(folder, "manifest.json", &manifest);
	buffer_done(&manifest);
	return ret;
}

static int publish(const char *state, const struct compiled *c,
		   unsigned number)
{
	char *folder;
	int ret = generations_begin(state, &folder);

	if (ret < 0)
		return ret;
	ret = write_files(folder, c, number);
	if (ret == 0)
		ret = generations_publish(state, number);
	if (ret < 0)
		generations_abandon(state);
	free(folder);
	return ret;
}

static bool is_from(const struct generation *g,
		    const uint8_t digest[COMPILE_DIGEST])
{
	struct span meta = index_section(&g->names_index, TAG_META);

	return meta.len == COMPILE_DIGEST &&
	       memcmp(meta.p, digest, COMPILE_DIGEST) == 0;
}

/* Is `g` to stay, whatever the inputs are, or because they are the same? */
static bool stays(const struct generation *g, const struct generations_hold *h,
		  const uint8_t digest[COMPILE_DIGEST])
{
	if (h->kind == HOLD_PIN || h->kind == HOLD_FREEZE)
		return true;
	return is_from(g, digest) ||
	       (h->kind == HOLD_ROLLBACK && g->number == h->number &&
		memcmp(digest, h->inputs, COMPILE_DIGEST) == 0);
}

/* Opens the generation that is held or current, if it is to stay. */
static bool keep(struct generation *g, const struct config *config,
		 enum generation_check check, struct conf_report *report)
{
	unsigned number = generations_current(config->state);
	uint8_t digest[COMPILE_DIGEST];
	struct generations_hold h;
	int ret;

	generations_hold(config->state, &h);
	if (h.kind == HOLD_PIN) {
		ret = generation_open_number(g, config->state, h.number,
					     check);
		if (ret == 0)
			return true;
		conf_complain(report, config->state, 0, "cannot open the "
			      "pinned generation %u: %s", h.number,
			      strerror(-ret));
	}
	if (number == 0 ||
	    generation_open_number(g, config->state, number, check) < 0)
		return false;
	if (h.kind == HOLD_NONE || h.kind == HOLD_ROLLBACK)
		compile_digest(config, digest);
	if (stays(g, &h, digest))
		return true;
	generation_close(g);
	return false;
}

/* Compiles the next one, and opens it. */
static int replace(struct generation *g, const struct config *config,
		   struct conf_report *report)
{
	unsigned number = generations_next(config->state);
	struct generations_hold h;
	struct compiled compiled;
	int ret;

	if (!compile(config, &compiled, report)) {
		compiled_done(&compiled);
		return -EINVAL;
	}
	ret = publish(config->state, &compiled, number);
	compiled_done(&compiled);
	generations_hold(config->state, &h);
	if (ret == 0 && h.kind == HOLD_ROLLBACK) {
		h.kind = HOLD_NONE;	/* the inputs are others now */
		generations_set_hold(config->state, &h);
	}
	if (ret == 0)
		ret = generation_open_number(g, config->state, number,
					     GENERATION_TRUST);
	if (ret < 0)
		conf_complain(report, config->state, 0,
			      "cannot store generation %u: %s", number,
			      strerror(-ret));
	return ret;
}

int generation_update(struct generation *g, const struct config *config,
		      enum generation_check check, struct conf_report *report)
{
	int lock = generations_lock(config->state);
	int ret = 0;

	if (!keep(g, config, check, report))
		ret = replace(g, config, report);
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
