/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A digest over the files of a configuration. */

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "ruleset/config/config_digest.h"

enum { FILE_MOST = 16 << 20, BYTES = CONFIG_DIGEST / 2 };

/* One that cannot be read has its name alone. */
static void add_file(struct sha256_ctx *sha, const char *path)
{
	struct buffer text = { 0 };

	sha256_update(sha, strlen(path) + 1, (const uint8_t *)path);
	if (file_read(path, FILE_MOST, &text) == 0)
		sha256_update(sha, text.len, (const uint8_t *)text.p);
	sha256_update(sha, 1, (const uint8_t *)"");
	buffer_done(&text);
}

char *config_digest(const char *path, char text[CONFIG_DIGEST])
{
	const char *slash = strrchr(path, '/');
	char *folder = xasprintf("%.*sconf.d",
				 slash ? (int)(slash - path + 1) : 0, path);
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	char **names;
	size_t n;

	sha256_init(&sha);
	add_file(&sha, path);
	if (folder_list(folder, ".conf", &names, &n) < 0) {
		names = NULL;
		n = 0;
	}
	for (size_t i = 0; i < n; i++)
		add_file(&sha, names[i]);
	sha256_digest(&sha, sizeof(digest), digest);
	folder_list_free(names, n);
	free(folder);
	return hex_format(digest, BYTES, text);
}
