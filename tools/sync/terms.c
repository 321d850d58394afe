/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Digests of what lists are judged by. */

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/hex.h"
#include "lib/prefix.h"
#include "tools/sync/terms.h"

/* Another version may judge otherwise: to be raised then. */
static const char version[] = "cordon guards 2";

static void add_text(struct sha256_ctx *sha, const char *text)
{
	if (!text)
		text = "";
	sha256_update(sha, strlen(text) + 1, (const uint8_t *)text);
}

static void add_settings(struct sha256_ctx *sha, const struct config_source *s)
{
	char *const *exclude = s->exclude.items;
	const char *const texts[] = {
		version, s->url, s->path, s->folder, s->format, s->column,
		s->where, s->keys, s->country,
		s->sha256, s->minisign, s->signature,
	};
	const int64_t numbers[] = {
		s->action, s->match, s->allow_special, s->min_entries,
		s->max_entries, s->max_shrink, s->max_growth, s->widest4,
		s->widest6, (int64_t)s->max_unpacked,
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		add_text(sha, texts[i]);
	sha256_update(sha, sizeof(numbers), (const uint8_t *)numbers);
	for (size_t i = 0; i < s->exclude.n; i++)
		add_text(sha, exclude[i]);
}

static int compare(const void *pa, const void *pb)
{
	return memcmp(pa, pb, sizeof(struct prefix));
}

static void add_dangers(struct sha256_ctx *sha, const struct guards *g)
{
	struct prefix *own = xcalloc(g->n + 1, sizeof(*own));
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		if (!g->dangers[i].name && g->dangers[i].verdict == GUARD_OWN)
			own[n++] = g->dangers[i].prefix;
	qsort(own, n, sizeof(*own), compare);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare(&own[i - 1], &own[i]) != 0)
			sha256_update(sha, sizeof(*own),
				      (const uint8_t *)&own[i]);
	free(own);
}

static void put(struct sha256_ctx *sha, char text[65])
{
	uint8_t sum[SHA256_DIGEST_SIZE];

	sha256_digest(sha, sizeof(sum), sum);
	hex_format(sum, sizeof(sum), text);
}

void terms_make(struct terms *t, const struct guards *g,
		const struct config_source *s)
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_settings(&sha, s);
	put(&sha, t->settings);
	sha256_init(&sha);
	add_text(&sha, t->settings);
	add_dangers(&sha, g);
	put(&sha, t->all);
}

void terms_add_file(struct terms *t, const char *path)
{
	struct sha256_ctx sha;
	struct stat st;
	int64_t numbers[2];

	if (stat(path, &st) < 0)
		return;
	numbers[0] = st.st_mtime;
	numbers[1] = st.st_size;
	sha256_init(&sha);
	add_text(&sha, t->all);
	sha256_update(&sha, sizeof(numbers), (const uint8_t *)numbers);
	put(&sha, t->all);
}
