/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes up files that were sealed anew. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "tools/archive/anew.h"

static bool has_digest(const char *path, const char *digest)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char is[DIGEST_TEXT] = "";

	if (fd < 0)
		return false;
	sealkey_digest_file(fd, is);
	close(fd);
	return strcmp(is, digest) == 0;
}

void anew_take_up(const struct store *store, const struct ledger *l)
{
	char **names;
	size_t n;

	if (folder_list(store->sealed, ANEW_NAME, &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		char *path = xstrdup(names[i]);
		const struct ledger_entry *e;

		path[strlen(path) - strlen(ANEW_NAME)] = '\0';
		e = ledger_find(l, strrchr(path, '/') + 1);
		if (!e || e->dropped || !has_digest(names[i], e->digest) ||
		    rename(names[i], path) < 0)
			unlink(names[i]);
		free(path);
	}
	folder_list_free(names, n);
}
