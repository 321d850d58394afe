/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Generations on disk: publish one whole, open the current one. */

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* The number that STATE/current leads to, 0 if there is none. */
static unsigned current_number(const char *state)
{
	char *link = xasprintf("%s/current", state);
	char target[64];
	ssize_t n = readlink(link, target, sizeof(target) - 1);
	unsigned number = 0;

	free(link);
	if (n <= 0)
		return 0;
	target[n] = '\0';
	if (sscanf(target, "generations/%u", &number) != 1)
		return 0;
	return number;
}

static int open_number(struct generation *g, const char *state,
		       unsigned number)
{
	char *names = xasprintf("%s/generations/%06u/names.idx", state,
				number);
	char *prefixes = xasprintf("%s/generations/%06u/prefixes.idx", state,
				   number);
	int ret;

	*g = (struct generation) { .number = number };
	ret = index_open(&g->names_index, names, INDEX_NAMES, true);
	if (ret == 0)
		ret = index_open(&g->prefixes_index, prefixes, INDEX_PREFIXES,
				 true);
	free(names);
	free(prefixes);
	if (ret == 0)
		return attach(g);
	generation_close(g);
	return ret;
}

int generation_open(struct generation *g, const char *state)
{
	unsigned number = current_number(state);

	*g = (struct generation) { 0 };
	return number ? open_number(g, state, number) : -ENOENT;
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

/* Moves STATE/current to `number`. */
static int switch_current(const char *state, unsigned number)
{
	char *link = xasprintf("%s/current", state);
	char *next = xasprintf("%s/current.next", state);
	char target[64];
	int ret = 0;

	snprintf(target, sizeof(target), "generations/%06u", number);
	unlink(next);
	if (symlink(target, next) < 0 || rename(next, link) < 0)
		ret = -errno;
	else
		ret = folder_sync(link);
	free(link);
	free(next);
	return ret;
}

/* Removes what is older than the last few, and left-overs of a crash. */
static void prune(const char *state, unsigned current)
{
	for (unsigned n = current; n-- > 1; ) {
		char *folder = xasprintf("%s/generations/%06u", state, n);
		struct stat st;
		bool there = stat(folder, &st) == 0;

		if (there && n + GENERATIONS_KEPT <= current)
			folder_remove(folder);
		free(folder);
		if (!there)
			break;
	}
}

static int publish(const char *state, const struct compiled *c,
		   unsigned number)
{
	char *folder = xasprintf("%s/generations/%06u", state, number);
	char *partial = xasprintf("%s/generations/new", state);
	int ret;

	folder_remove(partial);
	folder_remove(folder);	/* never became current */
	ret = folder_make(partial, 0755);
	if (ret == 0)
		ret = write_files(partial, c, number);
	if (ret == 0 && rename(partial, folder) < 0)
		ret = -errno;
	if (ret == 0)
		ret = folder_sync(folder);
	if (ret == 0)
		ret = switch_current(state, number);
	if (ret == 0)
		prune(state, number);
	free(folder);
	free(partial);
	return ret;
}

static bool is_from(const struct generation *g,
		    const uint8_t digest[COMPILE_DIGEST])
{
	struct span meta = index_section(&g->names_index, TAG_META);

	return meta.len == COMPILE_DIGEST &&
	       memcmp(meta.p, digest, COMPILE_DIGEST) == 0;
}

int generation_update(struct generation *g, const struct config *config,
		      struct conf_report *report)
{
	unsigned number = current_number(config->state);
	uint8_t digest[COMPILE_DIGEST];
	struct compiled compiled;
	int ret;

	compile_digest(config, digest);
	if (number > 0 && open_number(g, config->state, number) == 0) {
		if (is_from(g, digest))
			return 0;
		generation_close(g);
	}
	if (!compile(config, &compiled, report)) {
		compiled_done(&compiled);
		return -EINVAL;
	}
	ret = publish(config->state, &compiled, number + 1);
	compiled_done(&compiled);
	if (ret == 0)
		ret = open_number(g, config->state, number + 1);
	if (ret < 0)
		conf_complain(report, config->state, 0,
			      "cannot store generation %u: %s", number + 1,
			      strerror(-ret));
	return ret;
}
