/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a client out of a history. */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/history/forget.h"
#include "tools/history/schema.h"

/* --- in SQL ------------------------------------------------------------ */

/* blot(text): the text without the client. */
static void blot_text(sqlite3_context *c, int n, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	char *copy = text ? sqlite3_mprintf("%s", text) : NULL;

	(void)n;
	if (copy)
		blot_out(sqlite3_user_data(c), copy, strlen(copy));
	sqlite3_result_text(c, copy, -1, sqlite3_free);
}

/* Which sums the client is in, and whose totals have to be made anew. */
static const char note[] =
	"CREATE TEMP TABLE gone AS SELECT id FROM main.client WHERE %s = '%s';"
	"CREATE TEMP TABLE targets AS SELECT DISTINCT day, target, rule, "
	" outcome, via FROM main.day_fact WHERE client IN gone;"
	"CREATE TEMP TABLE parties AS SELECT DISTINCT day, party, outcome"
	" FROM main.day_client WHERE client IN gone;"
	"CREATE TEMP TABLE hours AS SELECT DISTINCT hour, party, outcome"
	" FROM main.hour_client WHERE client IN gone;";

static const char forget[] =
	"DELETE FROM main.day_fact WHERE client IN gone;"
	"DELETE FROM main.day_client WHERE client IN gone;"
	"DELETE FROM main.hour_client WHERE client IN gone;"
	"DELETE FROM main.all_client WHERE client IN gone;"
	"DELETE FROM main.client WHERE id IN gone;"
	"DELETE FROM main.day_target WHERE (day, target, rule, outcome, via)"
	" IN targets;"
	"DELETE FROM main.day_party WHERE (day, party, outcome) IN parties;"
	"DELETE FROM main.hour_party WHERE (hour, party, outcome) IN hours;";

static const char total[] =
	"INSERT INTO main.day_target SELECT day, target, rule, outcome, via,"
	" sum(n), min(first), max(last) FROM main.day_fact"
	" WHERE (day, target, rule, outcome, via) IN targets"
	" GROUP BY 1, 2, 3, 4, 5;"
	"INSERT INTO main.day_party SELECT day, party, outcome, sum(n),"
	" min(first), max(last) FROM main.day_client"
	" WHERE (day, party, outcome) IN parties GROUP BY 1, 2, 3;"
	"INSERT INTO main.hour_party SELECT hour, party, outcome, sum(n),"
	" min(first), max(last) FROM main.hour_client"
	" WHERE (hour, party, outcome) IN hours GROUP BY 1, 2, 3;"
	/* What nobody but the client asked for. */
	"DELETE FROM main.target WHERE id IN (SELECT target FROM targets)"
	" AND id NOT IN (SELECT target FROM main.day_target);";

/* Where others are told of who name it. */
static const char elsewhere[] =
	"UPDATE main.notice SET detail = blot(detail)"
	" WHERE detail <> blot(detail);"
	"UPDATE OR IGNORE main.target SET name = blot(name)"
	" WHERE name <> blot(name);"
	"UPDATE main.target SET name = blot(name) || '-' || id"
	" WHERE name <> blot(name);"
	"UPDATE OR IGNORE main.rule SET match_value = blot(match_value)"
	" WHERE match_value <> blot(match_value);";

/* What it was called; a copy of before there were names has none. */
static void forget_names(struct db *d, const struct blot *client)
{
	if (db_number(d, "SELECT count(*) FROM main.sqlite_master WHERE name = "
		      "'called'") == 0)
		return;
	db_run(d, "DELETE FROM main.called WHERE %s = '%s'; "
	       "DELETE FROM main.called WHERE name <> blot(name)",
	       client->is_mac ? "mac" : "address", client->text);
}

static int64_t forget_sums(struct db *d, const struct blot *client)
{
	int64_t n;

	db_run(d, "PRAGMA secure_delete = ON");
	db_run(d, "BEGIN IMMEDIATE");
	db_run(d, note, client->is_mac ? "mac" : "address", client->text);
	n = db_number(d, "SELECT sum(n) FROM main.all_client "
		      "WHERE client IN gone");
	db_run(d, "%s", forget);
	db_run(d, "%s", total);
	db_run(d, "%s", elsewhere);
	forget_names(d, client);
	db_run(d, "DROP TABLE gone; DROP TABLE targets; DROP TABLE parties");
	db_run(d, "COMMIT");
	return n;
}

/* --- in the file ------------------------------------------------------- */

/* Values stand there one behind the other: an address may seem to be a part of
 * what is before it, and a part of another's may seem to be it. */
static bool is_in(const char *path, const struct blot *client)
{
	struct span s = { NULL, 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool found = fd >= 0 && file_map(fd, &s) == 0 &&
		     memmem(s.p, s.len, client->text, strlen(client->text));

	file_unmap(s);
	if (fd >= 0)
		close(fd);
	return found;
}

static void empty_wal(struct db *d)
{
	if (db_number(d, "PRAGMA wal_checkpoint(TRUNCATE)") == 0 || d->error)
		return;
	d->error = SQLITE_BUSY;
	snprintf(d->why, sizeof(d->why), "somebody reads it, so that its log "
		 "of writes cannot be emptied");
}

/* What was moved from page to page before may have left bytes behind. */
int64_t forget_client(struct db *d, const struct blot *client)
{
	const char *path;
	int64_t n;

	if (d->error)
		return 0;
	sqlite3_create_function(d->h, "blot", 1, SQLITE_UTF8 |
				SQLITE_DETERMINISTIC,
				(void *)(uintptr_t)client, blot_text, NULL,
				NULL);
	n = forget_sums(d, client);
	empty_wal(d);
	path = d->error ? NULL : sqlite3_db_filename(d->h, "main");
	if (path && *path && is_in(path, client)) {
		db_run(d, "VACUUM main");
		empty_wal(d);
	}
	return n;
}

/* --- copies ------------------------------------------------------------ */

/* One of ours, of the tables of now. */
static bool is_history(const char *path)
{
	struct db d;
	int64_t version;
	bool well;

	db_open(&d, path, SQLITE_OPEN_READWRITE);
	version = db_number(&d, "PRAGMA user_version");
	if (version > 0 && version < SCHEMA_VERSION) {
		db_run(&d, "BEGIN");
		schema_upgrade(&d, (int)version);
		db_run(&d, "PRAGMA user_version = %d; COMMIT",
		       SCHEMA_VERSION);
	}
	well = version > 0 && version <= SCHEMA_VERSION && !d.error;
	db_close(&d);
	return well;
}

static void forget_copy(const char *path, const struct blot *client,
			struct buffer *gone)
{
	struct db d;
	bool well = is_history(path);

	if (well) {
		db_open(&d, path, SQLITE_OPEN_READWRITE);
		forget_client(&d, client);
		well = !d.error;
		db_close(&d);
	}
	if (!well && unlink(path) == 0)
		buffer_printf(gone, "%s\n", path);
}

void forget_copies(const char *folder, const struct blot *client,
		   struct buffer *gone)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *path = xasprintf("%s/%s", folder, e->d_name);

		if ((strncmp(e->d_name, "history.db.", 11) == 0 ||
		     strncmp(e->d_name, "history-", 8) == 0) &&
		    is_in(path, client))
			forget_copy(path, client, gone);
		free(path);
	}
	if (dir)
		closedir(dir);
}
