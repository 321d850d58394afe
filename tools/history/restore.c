/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a copy in place of the history. */

#include <fcntl.h>
#include <fnmatch.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "tools/history/db.h"
#include "tools/history/restore.h"
#include "tools/history/schema.h"

enum { PIECE = 1 << 20 };

void restore_list(const char *folder, char ***names, size_t *n)
{
	size_t kept = 0;

	if (folder_list(folder, ".db", names, n) < 0) {
		*names = NULL;
		*n = 0;
	}
	for (size_t i = 0; i < *n; i++) {
		char *name = (*names)[i];

		if (fnmatch(RESTORE_FORM, strrchr(name, '/') + 1, 0) == 0)
			(*names)[kept++] = name;
		else
			free(name);
	}
	*n = kept;
}

static bool is_whole(const char *path)
{
	struct db d;
	bool whole;

	db_open(&d, path, SQLITE_OPEN_READONLY);
	whole = db_number(&d, "PRAGMA user_version") == SCHEMA_VERSION &&
		db_check(&d);
	db_close(&d);
	return whole;
}

static bool copy_all(int from, int to)
{
	ssize_t n;

	while ((n = sendfile(to, from, NULL, PIECE)) > 0)
		;
	return n == 0 && fsync(to) == 0;
}

/* As a whole or not at all. */
static bool put_in_place(const char *from, const char *path)
{
	char *temp = xasprintf("%s.new", path);
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int out = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
		       O_NOFOLLOW, 0640);
	bool well = in >= 0 && out >= 0 && copy_all(in, out) &&
		    rename(temp, path) == 0;

	if (!well)
		unlink(temp);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	free(temp);
	return well;
}

bool restore_history(const char *path, char *from, size_t size)
{
	char *copy = xstrdup(path), **names;
	bool well = false;
	size_t n;

	restore_list(dirname(copy), &names, &n);
	for (size_t i = n; i-- > 0 && !well; ) {
		well = is_whole(names[i]) && put_in_place(names[i], path);
		if (well)
			snprintf(from, size, "%s", names[i]);
	}
	folder_list_free(names, n);
	free(copy);
	return well;
}
