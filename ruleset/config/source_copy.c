/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what is known of a copy. */

#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/hex.h"
#include "lib/jsontree.h"
#include "ruleset/config/source_copy.h"

enum { STATE_MAX = 65536 };

void source_copy_read(struct source_copy *c, const char *state,
		      const struct config_source *s)
{
	char *path = source_file(state, s, "state.json");
	struct jsontree tree = { .n = 0 };
	struct buffer text = { 0 };
	const struct jsontree_node *n;
	char origin[SOURCE_ORIGIN];

	*c = (struct source_copy) { .reading = 0 };
	snprintf(c->from, sizeof(c->from), "%s", source_origin(s, origin));
	if (file_read(path, STATE_MAX, &text) == 0) {
		n = jsontree_parse(&tree, text.p, text.len);
		snprintf(c->content, sizeof(c->content), "%s",
			 jsontree_text(n, "content"));
		c->entries = (uint64_t)(jsontree_number(n, "names") +
					jsontree_number(n, "prefixes") +
					jsontree_number(n, "special"));
		if (*jsontree_text(n, "from"))
			snprintf(c->from, sizeof(c->from), "%s",
				 jsontree_text(n, "from"));
		c->reading = (unsigned)jsontree_number(n, "reading");
	}
	jsontree_done(&tree);
	buffer_done(&text);
	free(path);
}

/* False if it cannot be read. */
static bool add_file(struct sha256_ctx *sha, const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct span text;
	bool good = fd >= 0 && file_map(fd, &text) == 0;

	if (fd >= 0)
		close(fd);
	if (!good)
		return false;
	sha256_update(sha, strlen(name) + 1, (const uint8_t *)name);
	sha256_update(sha, text.len, text.p);
	file_unmap(text);
	return true;
}

bool source_copy_is(const struct source_copy *c, char *const *files, size_t n)
{
	char text[HEX_TEXT(SHA256_DIGEST_SIZE)];
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	for (size_t i = 0; i < n; i++)
		if (!add_file(&sha, files[i]))
			return false;
	sha256_digest(&sha, sizeof(sum), sum);
	return strcmp(hex_format(sum, sizeof(sum), text), c->content) == 0;
}
