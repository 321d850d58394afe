/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Knows by which key a policy has to be signed. */

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/hex.h"
#include "ruleset/config/config_central.h"
#include "tools/bundle/trust.h"
#include "tools/fetch/minisig.h"

enum { KEY_MOST = 4096, ROOT = HEX_TEXT(SHA256_DIGEST_SIZE) };

bool trust_is_key(const char *text)
{
	struct minisig_key k;

	return *text != '/' && !strchr(text, '\n') &&
	       minisig_parse_key(&k, text, strlen(text));
}

/* Of the configured key, or of the file that has it. */
static void root_of(const struct config *c, char out[ROOT])
{
	const char *text = c->policy.minisign;
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct buffer b = { 0 };
	struct sha256_ctx sha;

	if (*text != '/' || file_read(text, KEY_MOST, &b) < 0)
		buffer_text(&b, text);
	sha256_init(&sha);
	sha256_update(&sha, b.len, (const uint8_t *)b.p);
	sha256_digest(&sha, sizeof(sum), sum);
	hex_format(sum, sizeof(sum), out);
	buffer_done(&b);
}

static char *path_in(const char *folder)
{
	return xasprintf("%s/key", folder);
}

/* What is written there, if it goes back to the configured key. What is damaged
 * could have been any. */
static char *read_named(const struct config *c, struct buffer *text)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	char root[ROOT], *key;

	root_of(c, root);
	buffer_char(text, '\0');
	key = strchr(text->p, '\n');
	if (!key)
		return NULL;
	*key++ = '\0';
	key[strcspn(key, "\n")] = '\0';
	if (strlen(text->p) != ROOT - 1 ||
	    !hex_parse(text->p, sum, sizeof(sum)) ||
	    (*key != '/' && !trust_is_key(key)))
		return NULL;
	return xstrdup(strcmp(text->p, root) == 0 ? key : c->policy.minisign);
}

char *trust_key(const struct config *c)
{
	int64_t current = config_central_current(c->state);
	char *folder, *path, *key = NULL;
	struct buffer text = { 0 };
	int ret;

	if (current == 0)
		return xstrdup(c->policy.minisign);
	folder = config_central_folder(c->state, current);
	path = path_in(folder);
	ret = file_read(path, KEY_MOST, &text);
	if (ret == 0)
		key = read_named(c, &text);
	else if (ret == -ENOENT)
		key = xstrdup(c->policy.minisign);
	buffer_done(&text);
	free(path);
	free(folder);
	return key;
}

bool trust_is_last(const struct config *c, const char *digest)
{
	int64_t current = config_central_current(c->state);
	struct conf_report ignored = { .errors = 0 };
	struct central_manifest m;
	char *folder;
	bool last;

	if (current == 0 || current != c->central.sequence ||
	    strcmp(digest, c->central.digest) != 0)
		return false;
	folder = config_central_folder(c->state, current);
	last = central_manifest_read(&m, folder, &ignored) && *m.next_key;
	central_manifest_done(&m);
	conf_report_done(&ignored);
	free(folder);
	return last;
}

int trust_write(const struct config *c, const char *folder, const char *next,
		const char *key)
{
	char *path = path_in(folder), root[ROOT];
	struct buffer text = { 0 };
	int ret;

	root_of(c, root);
	buffer_printf(&text, "%s\n%s\n", root, *next ? next : key);
	ret = file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	free(path);
	return ret;
}
