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
#include "lib/moment.h"
#include "ruleset/generation/generation.h"

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

const char *generation_error(int ret)
{
	return ret == -EBADMSG ? "is damaged" :
	       ret == -EPROTO ? "is of another version" :
	       ret == -ENOENT ? "is not there" : strerror(-ret);
}

int generation_open(struct generation *g, const char *state,
		    enum generation_check check)
{
	unsigned number = generations_current(state), before = 0;
	int ret = -ENOENT;

	/* One that is gone was removed because others came after it. */
	*g = (struct generation) { 0 };
	while (ret == -ENOENT && number != before) {
		ret = generation_open_number(g, state, number, check);
		before = number;
		number = generations_current(state);
	}
	return ret;
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
	compile_inputs(m, config, NULL);
	if (!compile(config, NULL, m, report)) {
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

static void write_lists(struct json *j, const struct compiled *c)
{
	json_open(j, "lists", '[');
	for (size_t i = 0; i < c->nlists; i++) {
		const struct compiled_list *l = &c->lists[i];
		char when[MOMENT_TEXT];

		json_open(j, NULL, '{');
		json_text(j, "path", l->path);
		json_number(j, "names", l->names);
		json_number(j, "prefixes", l->prefixes);
		json_number(j, "exceptions", l->exceptions);
		if (l->source) {
			json_text(j, "source", l->source);
			json_text(j, "vendor", l->vendor);
			json_number(j, "rejects", l->rejects);
			json_number(j, "skipped", l->skipped);
		}
		if (l->taken)
			json_text(j, "taken", moment_format(l->taken, when));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void write_vendors(struct json *j, const struct compiled *c)
{
	json_open(j, "vendors", '[');
	for (size_t i = 0; i < c->nvendors; i++) {
		json_open(j, NULL, '{');
		json_text(j, "id", c->vendors[i].id);
		json_number(j, "names", c->vendors[i].names);
		json_number(j, "prefixes", c->vendors[i].prefixes);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void write_inputs(struct json *j, const struct inputs *in)
{
	char sum[2 * INPUT_DIGEST + 1];

	json_open(j, "files", '[');
	for (size_t i = 0; i < in->n; i++) {
		if (in->items[i].missing)
			continue;
		hex(sum, in->items[i].sum, INPUT_DIGEST);
		json_open(j, NULL, '{');
		json_text(j, "path", in->items[i].path);
		json_number(j, "size", in->items[i].size);
		json_text(j, "sha256", sum);
		json_close(j, '}');
	}
	json_close(j, ']');
}

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
	write_lists(&j, c);
	write_vendors(&j, c);
	write_inputs(&j, &c->inputs);
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

static int write_texts(const char *folder, const struct compiled *c,
		       unsigned number)
{
	struct buffer manifest = { 0 }, inputs = { 0 };
	int ret;

	write_manifest(&manifest, c, number);
	inputs_write(&c->inputs, &inputs);
	ret = write_file(folder, "manifest.json", &manifest);
	if (ret == 0)
		ret = write_file(folder, "inputs", &inputs);
	buffer_done(&manifest);
	buffer_done(&inputs);
	return ret;
}

/* --- updating -------------------------------------------------------- */

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
		ret = write_texts(folder, c, number);
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
