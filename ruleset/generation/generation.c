/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens generations. */

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "ruleset/generation/generation.h"

/* One digest over those of both files. */
static void set_digest(struct generation *g)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, INDEX_DIGEST, index_digest(&g->names_index));
	sha256_update(&sha, INDEX_DIGEST, index_digest(&g->prefixes_index));
	sha256_digest(&sha, sizeof(sum), sum);
	hex_format(sum, (GENERATION_DIGEST_TEXT - 1) / 2, g->digest);
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
	if (!compile(config, NULL, NULL, m, report)) {
		generation_close(g);
		return -EINVAL;
	}
	index_over(&g->names_index, m->names.p, m->names.len, INDEX_NAMES,
		   false);
	index_over(&g->prefixes_index, m->prefixes.p, m->prefixes.len,
		   INDEX_PREFIXES, false);
	return attach(g);
}
