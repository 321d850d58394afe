/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers clients, rules, targets. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "tools/history/things.h"

enum { FIRST_BUCKETS = 1024, KEPT = 1 << 15, KEY_MAX = 4096 };

/* A thing with its key: the texts that tell it apart, each behind its
 * length. */
struct item {
	uint32_t number;
	uint32_t next;		/* in its bucket; index + 1 */
	uint32_t len;
	char *key;
};

/* One that is not in the database: all its texts. */
struct fresh {
	uint32_t number;
	struct span texts[THING_COLUMNS];
	char *copy;
};

struct table {
	struct item *items;
	size_t n;
	uint32_t *buckets;
	size_t nbuckets;
	struct fresh *fresh;
	size_t nfresh;
	uint32_t last;		/* number given out */
	sqlite3_stmt *find;
};

struct things {
	struct db *db;
	struct hash_key key;
	struct table tables[THINGS];
};

/* --- in memory --------------------------------------------------------- */

static uint32_t *bucket_of(struct things *t, struct table *b, const char *key,
			   size_t len)
{
	return &b->buckets[hash_bytes(&t->key, key, len) &
			   (b->nbuckets - 1)];
}

static void rehash(struct things *t, struct table *b, size_t nbuckets)
{
	free(b->buckets);
	b->nbuckets = nbuckets;
	b->buckets = xcalloc(nbuckets, sizeof(*b->buckets));
	for (size_t i = 0; i < b->n; i++) {
		uint32_t *bucket = bucket_of(t, b, b->items[i].key,
					     b->items[i].len);

		b->items[i].next = *bucket;
		*bucket = (uint32_t)i + 1;
	}
}

static void remember(struct things *t, struct table *b, const char *key,
		     size_t len, uint32_t number)
{
	uint32_t *bucket;

	if (b->n == b->nbuckets)
		rehash(t, b, 2 * b->nbuckets);
	bucket = bucket_of(t, b, key, len);
	b->items = xgrow(b->items, b->n, sizeof(*b->items));
	b->items[b->n] = (struct item) {
		number, *bucket, (uint32_t)len,
		memcpy(xcalloc(len + 1, 1), key, len),
	};
	*bucket = (uint32_t)++b->n;
}

static void forget(struct things *t, struct table *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->items[i].key);
	b->n = 0;
	rehash(t, b, FIRST_BUCKETS);
}

/* The texts of a key, cut where they would be too long for any use. */
static size_t make_key(char *key, const struct span *texts, int n)
{
	size_t len = 0;

	for (int i = 0; i < n; i++) {
		size_t most = KEY_MAX / (size_t)n - 2;
		size_t room = texts[i].len < most ? texts[i].len : most;

		key[len++] = (char)room;
		key[len++] = (char)(room >> 8);
		memcpy(key + len, texts[i].p ? texts[i].p :
		       (const uint8_t *)"", room);
		len += room;
	}
	return len;
}

/* --- the database ------------------------------------------------------ */

static uint32_t find(struct things *t, struct table *b,
		     const struct thing_table *table, const struct span *texts)
{
	uint32_t number = 0;

	for (int i = 0; i < table->nkeys; i++)
		db_bind_text(t->db, b->find, i + 1, texts[i]);
	if (db_step(t->db, b->find))
		number = (uint32_t)sqlite3_column_int64(b->find, 0);
	if (b->find)
		sqlite3_reset(b->find);
	return number;
}

static uint32_t add(struct table *b, const struct thing_table *table,
		    const struct span *texts)
{
	struct fresh f = { .number = ++b->last };
	size_t len = 0;

	for (int i = 0; i < table->n; i++)
		len += texts[i].len;
	f.copy = xcalloc(len + 1, 1);
	len = 0;
	for (int i = 0; i < table->n; i++) {
		f.texts[i] = (struct span) { (uint8_t *)f.copy + len,
					     texts[i].len };
		if (texts[i].len > 0)
			memcpy(f.copy + len, texts[i].p, texts[i].len);
		len += texts[i].len;
	}
	b->fresh = xgrow(b->fresh, b->nfresh, sizeof(*b->fresh));
	b->fresh[b->nfresh++] = f;
	return f.number;
}

uint32_t things_number(struct things *t, enum thing what,
		       const struct span *texts)
{
	const struct thing_table *table = &thing_tables[what];
	struct table *b = &t->tables[what];
	struct span cut[THING_COLUMNS];
	char key[KEY_MAX];
	size_t len = make_key(key, texts, table->nkeys);
	uint32_t number;

	for (uint32_t i = *bucket_of(t, b, key, len); i;
	     i = b->items[i - 1].next)
		if (b->items[i - 1].len == len &&
		    memcmp(b->items[i - 1].key, key, len) == 0)
			return b->items[i - 1].number;
	for (int i = 0; i < table->n; i++) {
		size_t most = KEY_MAX / (size_t)table->nkeys - 2;

		cut[i] = texts[i];
		cut[i].len = cut[i].len < most ? cut[i].len : most;
	}
	number = find(t, b, table, cut);
	if (number == 0)
		number = add(b, table, cut);
	remember(t, b, key, len, number);
	return number;
}

static void write_fresh(struct things *t, struct table *b,
			const struct thing_table *table, const char *where)
{
	struct buffer sql = { 0 };
	sqlite3_stmt *s;

	buffer_printf(&sql, "INSERT INTO %s.%s VALUES (?", where,
		      table->name);
	for (int i = 0; i < table->n; i++)
		buffer_text(&sql, ", ?");
	buffer_char(&sql, ')');
	buffer_text(&sql, "");
	s = db_prepare(t->db, "%s", sql.p);
	for (size_t i = 0; i < b->nfresh; i++) {
		db_bind(t->db, s, 1, b->fresh[i].number);
		for (int c = 0; c < table->n; c++)
			db_bind_text(t->db, s, c + 2, b->fresh[i].texts[c]);
		db_step(t->db, s);
		free(b->fresh[i].copy);
	}
	b->nfresh = 0;
	sqlite3_finalize(s);
	buffer_done(&sql);
}

void things_write(struct things *t, const char *where)
{
	for (enum thing i = 0; i < THINGS; i++) {
		struct table *b = &t->tables[i];

		if (b->nfresh > 0)
			write_fresh(t, b, &thing_tables[i], where);
		if (b->n > KEPT)
			forget(t, b);
	}
}

/* --- its life ---------------------------------------------------------- */

static void start(struct things *t, struct table *b,
		  const struct thing_table *table)
{
	struct buffer sql = { 0 };

	buffer_printf(&sql, "SELECT id FROM main.%s WHERE", table->name);
	for (int i = 0; i < table->nkeys; i++)
		buffer_printf(&sql, "%s %s = ?", i ? " AND" : "",
			      table->columns[i]);
	b->find = db_prepare(t->db, "%s", sql.p);
	b->last = (uint32_t)db_number(t->db, "SELECT max(id) FROM main.%s",
				      table->name);
	rehash(t, b, FIRST_BUCKETS);
	buffer_done(&sql);
}

struct things *things_new(struct db *d)
{
	struct things *t = xcalloc(1, sizeof(*t));

	t->db = d;
	t->key = hash_key_random();
	for (enum thing i = 0; i < THINGS; i++)
		start(t, &t->tables[i], &thing_tables[i]);
	return t;
}

void things_free(struct things *t)
{
	if (!t)
		return;
	for (enum thing i = 0; i < THINGS; i++) {
		struct table *b = &t->tables[i];

		for (size_t f = 0; f < b->nfresh; f++)
			free(b->fresh[f].copy);
		for (size_t k = 0; k < b->n; k++)
			free(b->items[k].key);
		free(b->items);
		free(b->buckets);
		free(b->fresh);
		sqlite3_finalize(b->find);
	}
	free(t);
}
