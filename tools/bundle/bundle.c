/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a bundle may have, and what it has. */

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/ustar.h"

enum { LEVEL = 12 };	/* made once, fetched by all */

/* --- names ----------------------------------------------------------- */

static bool is_plain(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n < 80 && name[0] != '.' && name[0] != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

bool bundle_may_have(const char *name)
{
	if (strcmp(name, "manifest") == 0 || strcmp(name, "policy.conf") == 0)
		return true;
	if (strncmp(name, "vendors/", 8) == 0)
		return is_plain(name + 8) && ends_in(name, ".conf");
	return strncmp(name, "lists/", 6) == 0 && is_plain(name + 6);
}

/* --- as a whole ------------------------------------------------------ */

struct names {
	char (*items)[USTAR_NAME];
	size_t n;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool check_name(struct names *all, const char *name,
		       struct fault *fault)
{
	if (!bundle_may_have(name))
		fault_set(fault, 0, "it has \"%s\", which a policy may not "
			  "have", name);
	else if (all->n == 0 && strcmp(name, "manifest") != 0)
		fault_set(fault, 0, "it begins with \"%s\", not with "
			  "\"manifest\"", name);
	else if (all->n == BUNDLE_FILES)
		fault_set(fault, 0, "it has more than %d files", BUNDLE_FILES);
	else
		return true;
	return false;
}

static bool read_names(struct names *all, struct span archive,
		       struct fault *fault)
{
	struct cursor c = cursor_over(archive.p, archive.len);
	struct ustar_member m;
	enum ustar_result r;

	while ((r = ustar_next(&c, &m)) == USTAR_MEMBER) {
		if (!check_name(all, m.name, fault))
			return false;
		all->items = xgrow(all->items, all->n, sizeof(*all->items));
		memcpy(all->items[all->n++], m.name, sizeof(m.name));
	}
	if (r != USTAR_END)
		fault_set(fault, 0, "%s", ustar_words[r]);
	return r == USTAR_END;
}

bool bundle_check(struct span archive, struct fault *fault)
{
	struct names all = { .n = 0 };
	bool good = read_names(&all, archive, fault);

	if (good && all.n > 0)
		qsort(all.items, all.n, sizeof(*all.items), compare);
	for (size_t i = 1; good && i < all.n; i++)
		if (strcmp(all.items[i - 1], all.items[i]) == 0) {
			fault_set(fault, 0, "it has \"%s\" twice",
				  all.items[i]);
			good = false;
		}
	if (good && (all.n == 0 ||
		     !bsearch("policy.conf", all.items, all.n,
			      sizeof(*all.items), compare))) {
		fault_set(fault, 0, all.n == 0 ? "it is empty" :
			  "it has no policy.conf");
		good = false;
	}
	free(all.items);
	return good;
}

int bundle_each(struct span archive, int (*each)(void *arg, const char *name,
						 struct span data),
		void *arg)
{
	struct cursor c = cursor_over(archive.p, archive.len);
	struct ustar_member m;
	int ret = 0;

	while (ret == 0 && ustar_next(&c, &m) == USTAR_MEMBER)
		ret = bundle_may_have(m.name) ? each(arg, m.name, m.data) :
						-EINVAL;
	return ret;
}

/* --- its contents ---------------------------------------------------- */

static int add_up(void *arg, const char *name, struct span data)
{
	struct sha256_ctx *sha = arg;
	uint8_t size[8];

	if (strcmp(name, "manifest") == 0)
		return 0;
	for (int i = 0; i < 8; i++)
		size[i] = (uint8_t)((uint64_t)data.len >> (56 - 8 * i));
	sha256_update(sha, strlen(name) + 1, (const uint8_t *)name);
	sha256_update(sha, sizeof(size), size);
	sha256_update(sha, data.len, data.p);
	return 0;
}

char *bundle_content(struct span archive, char text[BUNDLE_DIGEST_TEXT])
{
	uint8_t sum[BUNDLE_DIGEST];
	struct sha256_ctx sha;

	sha256_init(&sha);
	bundle_each(archive, add_up, &sha);
	sha256_digest(&sha, sizeof(sum), sum);
	return hex_format(sum, sizeof(sum), text);
}

static int write_one(void *arg, const char *name, struct span data)
{
	char *path = xasprintf("%s/%s", (const char *)arg, name);
	int ret = file_write(path, data.p, data.len, 0644);

	free(path);
	return ret;
}

int bundle_unpack(struct span archive, const char *folder)
{
	char *vendors = xasprintf("%s/vendors", folder);
	char *lists = xasprintf("%s/lists", folder);
	int ret;

	folder_remove_all(folder);
	ret = folder_make(vendors, 0755);
	if (ret == 0)
		ret = folder_make(lists, 0755);
	if (ret == 0)
		ret = bundle_each(archive, write_one,
				  (void *)(uintptr_t)folder);
	free(vendors);
	free(lists);
	return ret;
}

void bundle_pack(struct span archive, struct buffer *out)
{
	size_t room = ZSTD_compressBound(archive.len), before = out->len, n;
	ZSTD_CCtx *zstd = ZSTD_createCCtx();

	if (!zstd)
		fatalx("no memory");
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(zstd, buffer_extend(out, room), room, archive.p,
			   archive.len);
	if (ZSTD_isError(n))
		fatalx("zstd: %s", ZSTD_getErrorName(n));
	out->len = before + n;
	ZSTD_freeCCtx(zstd);
}
