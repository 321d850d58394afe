/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands beside the indexes of a generation, as text. */

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "lib/json.h"
#include "lib/jsontree.h"
#include "lib/moment.h"
#include "ruleset/generation/manifest.h"
#include "ruleset/index/index.h"

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
	char sum[HEX_TEXT(INPUT_DIGEST)];

	json_open(j, "files", '[');
	for (size_t i = 0; i < in->n; i++) {
		if (in->items[i].missing)
			continue;
		hex_format(in->items[i].sum, INPUT_DIGEST, sum);
		json_open(j, NULL, '{');
		json_text(j, "path", in->items[i].path);
		json_number(j, "size", in->items[i].size);
		json_text(j, "sha256", sum);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* SHA-256 of a text, in hex. */
static const char *sum_of(const struct buffer *text,
			  char out[HEX_TEXT(SHA256_DIGEST_SIZE)])
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, text->len, (const uint8_t *)text->p);
	sha256_digest(&sha, sizeof(sum), sum);
	return hex_format(sum, sizeof(sum), out);
}

static void write_manifest(struct buffer *out, const struct compiled *c,
			   unsigned number, const struct buffer *known)
{
	struct json j = json_into(out);
	char inputs[HEX_TEXT(COMPILE_DIGEST)];
	char sum[HEX_TEXT(SHA256_DIGEST_SIZE)];
	char when[MOMENT_TEXT];

	hex_format(c->digest, COMPILE_DIGEST, inputs);
	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.generation/1");
	json_number(&j, "number", number);
	json_text(&j, "created", moment_format(time(NULL), when));
	json_text(&j, "inputs", inputs);
	json_text(&j, "inputs_sha256", sum_of(known, sum));
	json_text(&j, "why", c->origin.why);
	json_text(&j, "lists_digest", c->origin.lists);
	json_text(&j, "local_digest", c->origin.local);
	if (c->origin.base)
		json_number(&j, "base", c->origin.base);
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

int manifest_write(const char *folder, const struct compiled *c,
		   unsigned number)
{
	struct buffer manifest = { 0 }, inputs = { 0 };
	int ret;

	inputs_write(&c->inputs, &inputs);
	write_manifest(&manifest, c, number, &inputs);
	ret = write_file(folder, "manifest.json", &manifest);
	if (ret == 0)
		ret = write_file(folder, "inputs", &inputs);
	buffer_done(&manifest);
	buffer_done(&inputs);
	return ret;
}

/* --- are they whole? -------------------------------------------------- */

enum { TEXT_MAX = 64 << 20 };

static bool read_beside(const char *folder, const char *name,
			struct buffer *text, struct fault *why)
{
	char *path = xasprintf("%s/%s", folder, name);
	int ret = file_read(path, TEXT_MAX, text);

	free(path);
	if (ret < 0)
		fault_set(why, ret, "its %s", name);
	return ret == 0;
}

/* What the manifest says of itself, and of the inputs. */
static bool says_right(const struct jsontree_node *n, unsigned number,
		       const struct index *names, const struct buffer *inputs,
		       struct fault *why)
{
	struct span meta = index_section(names, TAG_META);
	char digest[HEX_TEXT(COMPILE_DIGEST)] = "";
	char sum[HEX_TEXT(SHA256_DIGEST_SIZE)];
	const char *said = jsontree_text(n, "inputs_sha256");

	if (meta.len == COMPILE_DIGEST)
		hex_format(meta.p, COMPILE_DIGEST, digest);
	if (strcmp(jsontree_text(n, "schema"), "cordon.generation/1") != 0)
		fault_set(why, 0, "its manifest.json is no manifest");
	else if (jsontree_number(n, "number") != (long long)number ||
		 strcmp(jsontree_text(n, "inputs"), digest) != 0)
		fault_set(why, 0, "its manifest.json is of another generation");
	else if (*said && strcmp(said, sum_of(inputs, sum)) != 0)
		fault_set(why, 0, "its inputs are not those that it was "
			  "written with");
	else
		return true;
	return false;
}

bool manifest_check(const char *folder, unsigned number,
		    const struct index *names, struct fault *why)
{
	struct buffer text = { 0 }, inputs = { 0 };
	struct jsontree tree = { .n = 0 };
	const struct jsontree_node *n = NULL;
	bool good = read_beside(folder, "manifest.json", &text, why) &&
		    read_beside(folder, "inputs", &inputs, why);

	if (good) {
		n = jsontree_parse(&tree, text.p, text.len);
		if (!n)
			fault_set(why, 0, "its manifest.json: %s", tree.why);
		good = n && says_right(n, number, names, &inputs, why);
	}
	jsontree_done(&tree);
	buffer_done(&inputs);
	buffer_done(&text);
	return good;
}
