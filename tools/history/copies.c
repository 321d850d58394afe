/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps copies of the history. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "tools/history/copies.h"
#include "tools/history/restore.h"

static char *folder_of(const struct history *h)
{
	char *copy = xstrdup(h->path), *folder = xstrdup(dirname(copy));

	free(copy);
	return folder;
}

/* STATE/history-2026-11.db */
static char *name_of(const struct history *h, time_t now)
{
	char *folder = folder_of(h), *name, month[16];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(month, sizeof(month), "%Y-%m", &tm);
	name = xasprintf("%s/history-%s.db", folder, month);
	free(folder);
	return name;
}

bool copies_have(const struct history *h, time_t now)
{
	char *name = name_of(h, now);
	bool there = access(name, F_OK) == 0;

	free(name);
	return there;
}

bool copies_cover(const struct history *h, const struct ledger_entry *e)
{
	char *folder = folder_of(h), **names;
	bool covers = false;
	struct db d;
	size_t n;

	restore_list(folder, &names, &n);
	if (n > 0) {
		db_open(&d, names[n - 1], SQLITE_OPEN_READONLY);
		covers = db_number(&d, "SELECT count(*) FROM position WHERE "
				   "stream = '%s' AND seq >= %llu", e->stream,
				   (unsigned long long)e->last) > 0;
		db_close(&d);
	}
	folder_list_free(names, n);
	free(folder);
	return covers;
}

/* A month that is not over for long is a clock's that was wrong. */
static void remove_old(const struct history *h, const char *current)
{
	char *folder = folder_of(h), **names;
	size_t n, kept = 0;

	restore_list(folder, &names, &n);
	for (size_t i = n; i-- > 0; )
		if (strcmp(names[i], current) > 0 || kept++ >= COPIES_KEPT)
			unlink(names[i]);
	folder_list_free(names, n);
	free(folder);
}

void copies_remove(const struct history *h)
{
	char *folder = folder_of(h), **names;
	size_t n;

	restore_list(folder, &names, &n);
	for (size_t i = 0; i < n; i++)
		unlink(names[i]);
	folder_list_free(names, n);
	free(folder);
}

/* Whose the history is. */
static int give(const struct history *h, int fd)
{
	struct stat st;

	if (stat(h->path, &st) == 0 && fchown(fd, (uid_t)-1, st.st_gid) == 0)
		fchmod(fd, 0640);
	return fsync(fd) < 0 ? -errno : 0;
}

static int put_in_place(const struct history *h, const char *temp,
			const char *name)
{
	int fd = open(temp, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int ret = fd < 0 ? -errno : give(h, fd);

	if (ret == 0 && rename(temp, name) < 0)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret == 0 ? folder_sync(name) : ret;
}

static void vacuum_into(struct db *d, const char *path)
{
	sqlite3_stmt *s = db_prepare(d, "VACUUM main INTO ?");

	db_bind_text(d, s, 1, (struct span) { (const uint8_t *)path,
					      strlen(path) });
	db_step(d, s);
	sqlite3_finalize(s);
}

bool copies_make(struct history *h, time_t now, struct fault *why)
{
	char *name = name_of(h, now), *temp = xasprintf("%s.new", name);
	mode_t mask = umask(0077);
	struct db *d = &h->db;
	int ret = 0;

	unlink(temp);
	vacuum_into(d, temp);
	umask(mask);
	if (d->error) {
		fault_set(why, 0, "cannot be made: %s", d->why);
		/* What it is a copy of is whole. */
		if (!db_is_damaged(d))
			d->error = 0;
	} else if ((ret = put_in_place(h, temp, name)) < 0) {
		fault_set(why, ret, "cannot be made");
	} else {
		remove_old(h, name);
		free(name);
		free(temp);
		return true;
	}
	fault_at(why, name, 0);
	unlink(temp);
	free(name);
	free(temp);
	return false;
}
