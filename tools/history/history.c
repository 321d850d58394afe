/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens the history. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/lockfile.h"
#include "tools/history/called.h"
#include "tools/history/history.h"
#include "tools/history/restore.h"
#include "tools/history/schema.h"

/* Who reads the log may read it: the group of the log's folder. */
static void share(const char *path, const char *log)
{
	char *folder = xstrdup(log), *slash = strrchr(folder, '/');
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (slash)
		*slash = '\0';
	/* What is not shared is its owner's all the same. */
	if (fd >= 0 && stat(slash ? folder : ".", &st) == 0 &&
	    fchown(fd, (uid_t)-1, st.st_gid) == 0)
		fchmod(fd, 0640);
	if (fd >= 0)
		close(fd);
	free(folder);
}

static void share_all(const struct history *h, const char *log)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		char *path = xasprintf("%s%s", h->path, ends[i]);

		share(path, log);
		free(path);
	}
}

/* Readers who may not write need the files of the WAL to be there. */
static void keep_wal(struct db *d)
{
	int yes = 1;

	if (d->error)
		return;
	sqlite3_file_control(d->h, "main", SQLITE_FCNTL_PERSIST_WAL, &yes);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/* Is it ours? One of no version is new. */
static bool check_version(struct history *h)
{
	int64_t version = db_number(&h->db, "PRAGMA main.user_version");

	if (h->db.error || version == SCHEMA_VERSION)
		return !h->db.error;
	if (version < 0 || version > SCHEMA_VERSION) {
		h->db.error = SQLITE_NOTADB;
		snprintf(h->db.why, sizeof(h->db.why), "it is of another "
			 "version");
		return false;
	}
	db_run(&h->db, "BEGIN IMMEDIATE");
	if (version == 0)
		schema_make(&h->db, "main");
	else
		schema_upgrade(&h->db, (int)version);
	db_run(&h->db, "PRAGMA main.user_version = %d; COMMIT",
	       SCHEMA_VERSION);
	return !h->db.error;
}

static void open_to_write(struct history *h, const struct config *c)
{
	mode_t mask = umask(0027);

	db_open(&h->db, h->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	db_run(&h->db, "PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; "
	       "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; "
	       "PRAGMA journal_size_limit = 4194304; "
	       "PRAGMA wal_autocheckpoint = 4000; "
	       "PRAGMA temp_store = MEMORY");
	keep_wal(&h->db);
	if (check_version(h))
		called_make(&h->db);
	umask(mask);
	share_all(h, c->log.file);
}

/* Its log of writes is of no other file. */
static void remove_wal(const struct history *h)
{
	char *wal = xasprintf("%s-wal", h->path);
	char *shm = xasprintf("%s-shm", h->path);

	unlink(wal);
	unlink(shm);
	free(wal);
	free(shm);
}

/* Moves a damaged one out of the way. */
static void set_aside(struct history *h)
{
	db_close(&h->db);
	snprintf(h->aside, sizeof(h->aside), "%s.damaged-%lld", h->path,
		 (long long)time(NULL));
	rename(h->path, h->aside);
	remove_wal(h);
}

/* What no sealed file has any more the youngest copy has. */
static void restore(struct history *h)
{
	if (access(h->path, F_OK) == 0)
		return;
	remove_wal(h);
	restore_history(h->path, h->restored, sizeof(h->restored));
}

static bool try_to_write(struct history *h, const struct config *c)
{
	char *lock = xasprintf("%s/history.lock", c->state);

	if (access(c->state, W_OK) == 0)
		h->lock = lockfile_take(lock, 0, NULL, NULL);
	free(lock);
	if (h->lock < 0)
		return false;
	restore(h);
	open_to_write(h, c);
	if (db_is_damaged(&h->db)) {
		set_aside(h);
		restore(h);
		open_to_write(h, c);
	}
	if (!h->db.error)
		return true;
	snprintf(h->refused, sizeof(h->refused), "%s", h->db.why);
	h->full = db_is_full(&h->db);
	db_close(&h->db);
	close(h->lock);
	h->lock = -1;
	return false;
}

static bool try_to_read(struct history *h)
{
	if (access(h->path, R_OK) < 0) {
		h->remark = "there is none yet that may be read";
		return false;
	}
	db_open(&h->db, h->path, SQLITE_OPEN_READONLY);
	db_run(&h->db, "PRAGMA temp_store = MEMORY");
	if (db_number(&h->db, "PRAGMA main.user_version") == SCHEMA_VERSION &&
	    !h->db.error)
		return true;
	h->remark = db_is_damaged(&h->db) ? "it is damaged; who may write it "
		    "makes it anew" : "it cannot be read";
	db_close(&h->db);
	return false;
}

bool history_open(struct history *h, const struct config *c, bool may_write,
		  struct fault *why)
{
	*h = (struct history) {
		.path = xasprintf("%s/history.db", c->state), .lock = -1,
	};
	if (!(may_write && try_to_write(h, c)) && !try_to_read(h)) {
		db_open(&h->db, ":memory:", SQLITE_OPEN_READWRITE);
		check_version(h);
	}
	h->nameless = c->privacy.clients != PRIVACY_FULL;
	hostnames_load(&h->names, c, time(NULL));
	return history_well(h, why);
}

/* What a write left that found no room takes none from others. */
static void give_room(struct history *h)
{
	if (h->lock < 0 || !h->db.h || !db_is_full(&h->db))
		return;
	h->db.error = 0;
	db_run(&h->db, "ROLLBACK");
	h->db.error = 0;
	db_run(&h->db, "PRAGMA wal_checkpoint(TRUNCATE)");
}

/* A page that several commits change is written to the file once: not at each
 * close, as nobody asked for, but when there is enough of them. */
static void settle_wal(struct history *h)
{
	enum { ENOUGH = 3 << 20 };
	char *wal = xasprintf("%s-wal", h->path);
	struct stat st;

	if (h->lock >= 0 && h->db.h && !h->db.error && stat(wal, &st) == 0 &&
	    st.st_size >= ENOUGH) {
		if (!sqlite3_get_autocommit(h->db.h))
			db_run(&h->db, "ROLLBACK");	/* reading */
		db_run(&h->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	}
	free(wal);
}

void history_close(struct history *h)
{
	give_room(h);
	settle_wal(h);
	db_close(&h->db);
	if (h->lock >= 0)
		close(h->lock);
	hostnames_done(&h->names);
	free(h->path);
	h->path = NULL;
}

static void make_view(struct db *d, const char *name)
{
	db_run(d, "CREATE TEMP VIEW v_%s AS SELECT * FROM main.%s UNION ALL "
	       "SELECT * FROM temp.%s", name, name, name);
}

static void make_views(struct db *d)
{
	for (enum thing i = 0; i < THINGS; i++)
		make_view(d, thing_tables[i].name);
	for (enum sum i = 0; i < SUMS; i++)
		make_view(d, sum_tables[i].name);
	/* What goes on is in both, and counts once. */
	db_run(d, "CREATE TEMP VIEW v_coverage AS SELECT * FROM temp.coverage "
	       "UNION ALL SELECT m.* FROM main.coverage m WHERE NOT EXISTS "
	       "(SELECT 1 FROM temp.coverage t WHERE t.stream = m.stream AND "
	       "t.seq = m.seq)");
	make_view(d, "notice");
	make_view(d, "broken");
	make_view(d, "frame");
}

void history_begin(struct history *h)
{
	schema_make(&h->db, "temp");
	make_views(&h->db);
	/* The first look at it fixes which state is read. */
	db_run(&h->db, "BEGIN");
	db_number(&h->db, "SELECT count(*) FROM main.position");
	called_load(&h->db, &h->names);
}

time_t history_begins(struct history *h)
{
	return (time_t)(db_number(&h->db, "SELECT min(since) FROM v_coverage") /
			1000000);
}

bool history_well(struct history *h, struct fault *why)
{
	if (!h->db.error)
		return true;
	if (db_is_damaged(&h->db) && h->lock >= 0 && h->db.h) {
		set_aside(h);
		fault_set(why, 0, "%s: it is set aside as %s, and made anew "
			  "when it is asked again", h->db.why, h->aside);
	} else {
		fault_set(why, 0, "%s", h->db.why);
	}
	fault_at(why, h->path, 0);
	return false;
}

const char *history_news(const struct history *h, char text[HISTORY_TEXT])
{
	*text = '\0';
	if (*h->aside && *h->restored)
		snprintf(text, HISTORY_TEXT, "%s was damaged; it goes on from "
			 "%s, and the old one is %s", h->path, h->restored,
			 h->aside);
	else if (*h->aside)
		snprintf(text, HISTORY_TEXT, "%s was damaged; it is made anew, "
			 "and the old one is %s", h->path, h->aside);
	else if (*h->restored)
		snprintf(text, HISTORY_TEXT, "%s was gone; it goes on from %s",
			 h->path, h->restored);
	return text;
}
