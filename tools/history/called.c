/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps names. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/history/called.h"

/* A client with what it is called now. */
struct caller {
	char mac[24], address[ADDRESS_TEXT];
	const struct hostname *name;
};

struct callers {
	struct caller *items;
	size_t n;
};

void called_make(struct db *d)
{
	db_run(d, "CREATE TABLE IF NOT EXISTS main.called ("
	       " mac TEXT NOT NULL, address TEXT NOT NULL,"
	       " name TEXT NOT NULL, source TEXT NOT NULL,"
	       " since INTEGER NOT NULL, until INTEGER NOT NULL,"
	       " PRIMARY KEY (mac, address, name, source)"
	       ") STRICT, WITHOUT ROWID");
}

static bool is_there(struct db *d)
{
	return db_number(d, "SELECT count(*) FROM main.sqlite_master WHERE "
			 "name = 'called'") > 0;
}

static void copy_column(char *to, size_t size, sqlite3_stmt *s, int i)
{
	const char *text = (const char *)sqlite3_column_text(s, i);

	snprintf(to, size, "%s", text ? text : "");
}

static struct span text(const char *s)
{
	return (struct span) { (const uint8_t *)s, strlen(s) };
}

/* --- writing ----------------------------------------------------------- */

/* Who has a card is known by it, whatever the address. */
static void list_callers(struct db *d, const struct hostnames *names,
			 struct callers *c)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT mac, address FROM "
				     "main.client ORDER BY mac, address");
	struct caller one;

	while (db_step(d, s)) {
		copy_column(one.mac, sizeof(one.mac), s, 0);
		copy_column(one.address, sizeof(one.address), s, 1);
		one.name = hostnames_find(names, one.mac, one.address, 0);
		if (!one.name)
			continue;
		if (*one.name->mac)
			*one.address = '\0';
		if (c->n > 0 && strcmp(c->items[c->n - 1].mac, one.mac) == 0 &&
		    c->items[c->n - 1].name == one.name)
			continue;
		c->items = xgrow(c->items, c->n, sizeof(*c->items));
		c->items[c->n++] = one;
	}
	sqlite3_finalize(s);
}

static void bind_key(struct db *d, sqlite3_stmt *s, const struct caller *c)
{
	db_bind_text(d, s, 1, text(c->mac));
	db_bind_text(d, s, 2, text(c->address));
	db_bind_text(d, s, 3, text(c->name->name));
	db_bind_text(d, s, 4, text(lease_words[c->name->form]));
}

static bool any_new(struct db *d, const struct callers *c)
{
	sqlite3_stmt *s = db_prepare(d, "SELECT 1 FROM main.called WHERE "
				     "mac = ? AND address = ? AND name = ? "
				     "AND source = ?");
	bool found = true;

	for (size_t i = 0; i < c->n && found && !d->error; i++) {
		bind_key(d, s, &c->items[i]);
		found = db_step(d, s);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return !found;
}

static void write_callers(struct db *d, const struct hostnames *names,
			  const struct callers *c)
{
	sqlite3_stmt *s = db_prepare(d, "INSERT INTO main.called VALUES "
				     "(?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
				     "SET until = excluded.until, "
				     "since = min(since, excluded.since)");

	for (size_t i = 0; i < c->n; i++) {
		const struct hostname *n = c->items[i].name;
		int64_t until = hostname_is_over(n, names) ? n->until :
				names->now;

		bind_key(d, s, &c->items[i]);
		db_bind(d, s, 5, n->since ? n->since : until);
		db_bind(d, s, 6, until);
		db_step(d, s);
	}
	sqlite3_finalize(s);
	/* Who calls itself differently each day does not make it grow. */
	db_run(d, "DELETE FROM main.called WHERE (mac, address, name, source) "
	       "IN (SELECT mac, address, name, source FROM (SELECT mac, "
	       "address, name, source, row_number() OVER (PARTITION BY mac, "
	       "address ORDER BY until DESC, name) AS place FROM main.called) "
	       "WHERE place > %d)", CALLED_MOST);
}

void called_keep(struct db *d, const struct hostnames *names, bool all)
{
	struct callers c = { .n = 0 };

	list_callers(d, names, &c);
	if (c.n > 0 && (all || any_new(d, &c))) {
		db_run(d, "BEGIN IMMEDIATE");
		write_callers(d, names, &c);
		db_run(d, "COMMIT");
	}
	free(c.items);
}

/* --- reading ----------------------------------------------------------- */

static enum lease_form form_of(const char *source)
{
	enum lease_form f = 0;

	while (f < LEASE_OWN && strcmp(lease_words[f], source) != 0)
		f++;
	return f;
}

void called_load(struct db *d, struct hostnames *names)
{
	sqlite3_stmt *s = is_there(d) ?
		db_prepare(d, "SELECT mac, address, name, source, since, until "
			   "FROM main.called") : NULL;

	while (db_step(d, s)) {
		char name[LEASE_NAME], source[16];
		struct hostname item = {
			.name = name, .past = true,
			.since = sqlite3_column_int64(s, 4),
			.until = sqlite3_column_int64(s, 5),
		};

		copy_column(item.mac, sizeof(item.mac), s, 0);
		copy_column(item.address, sizeof(item.address), s, 1);
		copy_column(name, sizeof(name), s, 2);
		copy_column(source, sizeof(source), s, 3);
		item.form = form_of(source);
		hostnames_add(names, &item);
	}
	sqlite3_finalize(s);
	hostnames_sort(names);
}
