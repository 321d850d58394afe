/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folds events to numbers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/prefix.h"
#include "tools/history/bounds.h"
#include "tools/history/folding.h"

enum { MEMOS = 1 << 13, KEY_MAX = 2048 };

/* What a hash of texts came to; the key is nobody's, and 64 bits of it are as
 * good as the texts. */
struct memo {
	uint64_t hash;
	uint32_t day, one, two;
};

struct folding {
	struct db *db;
	struct things *things;
	struct bounds *clients, *targets;
	struct hash_key key;
	struct memo client[MEMOS], target[MEMOS], rule[MEMOS];
	struct {
		char word[16];
		uint32_t number;
	} via[16];
	size_t nvias;
};

struct folding *folding_new(struct db *d, struct things *t)
{
	struct folding *f = xcalloc(1, sizeof(*f));

	f->db = d;
	f->things = t;
	f->clients = bounds_new();
	f->targets = bounds_new();
	f->key = hash_key_random();
	return f;
}

void folding_free(struct folding *f)
{
	if (!f)
		return;
	bounds_free(f->clients);
	bounds_free(f->targets);
	free(f);
}

/* --- keys -------------------------------------------------------------- */

struct key {
	size_t len;
	char p[KEY_MAX];
};

static void key_add(struct key *k, struct span s)
{
	size_t n = s.len < 200 ? s.len : 200;

	if (k->len + n + 1 > KEY_MAX)
		return;
	k->p[k->len++] = (char)n;
	if (n > 0)
		memcpy(k->p + k->len, s.p, n);
	k->len += n;
}

/* The place of a key among memos, which is its own if the hash is. */
static struct memo *memo_of(const struct folding *f, struct memo *memos,
			    size_t n, const struct key *k, uint64_t *hash)
{
	*hash = hash_bytes(&f->key, k->p, k->len) | 1;
	return &memos[*hash >> 16 & (n - 1)];
}

static void copy(char *to, size_t size, struct span s)
{
	snprintf(to, size, "%.*s", (int)(s.len < size ? s.len : size - 1),
		 s.p ? (const char *)s.p : "");
}

static struct span text(const char *s)
{
	return (struct span) { (const uint8_t *)s, strlen(s) };
}

/* --- clients ----------------------------------------------------------- */

enum { CARD = 24, WHO = CARD + ADDRESS_TEXT };

static char *network_of(const char *address, char out[ADDRESS_TEXT])
{
	struct address a;
	struct prefix p;

	if (!address_parse(address, &a)) {
		snprintf(out, ADDRESS_TEXT, FOLD_OTHERS);
		return out;
	}
	p = prefix_around(&a, address_is_v4(&a) ? 96 + 24 : 64);
	return prefix_format(&p, out);
}

/* Takes the texts into the day, or what stands for them there. */
static void bound_client(struct folding *f, uint32_t day, char card[CARD],
			 char address[ADDRESS_TEXT])
{
	char network[ADDRESS_TEXT], who[WHO];

	if (!bounds_take(f->clients, day, "", card, FOLD_CARDS))
		snprintf(card, CARD, FOLD_OTHERS);
	network_of(address, network);
	snprintf(who, sizeof(who), "%s %s", card, network);
	if (!bounds_take(f->clients, day, card, network, FOLD_NETWORKS))
		snprintf(address, ADDRESS_TEXT, FOLD_OTHERS);
	else if (!bounds_take(f->clients, day, who, address, FOLD_ADDRESSES))
		snprintf(address, ADDRESS_TEXT, "%s", network);
}

/* What of the day is in the history already was taken before. */
static void begin_day(struct folding *f, uint32_t day)
{
	sqlite3_stmt *s;

	if (bounds_knows(f->clients, day))
		return;
	bounds_begin(f->clients, day);
	s = db_prepare(f->db, "SELECT DISTINCT mac, address, name FROM "
		       "main.day_fact JOIN main.client ON client.id = client "
		       "JOIN main.target ON target.id = target WHERE day = %u",
		       day);
	while (db_step(f->db, s)) {
		char card[CARD], address[ADDRESS_TEXT];

		snprintf(card, sizeof(card), "%s",
			 (const char *)sqlite3_column_text(s, 0));
		snprintf(address, sizeof(address), "%s",
			 (const char *)sqlite3_column_text(s, 1));
		bounds_take(f->targets, day, *card ? card : address,
			    (const char *)sqlite3_column_text(s, 2),
			    FOLD_TARGETS);
		bound_client(f, day, card, address);
	}
	sqlite3_finalize(s);
}

uint32_t folding_client(struct folding *f, const struct record *r, uint32_t day)
{
	char card[CARD], address[ADDRESS_TEXT];
	struct key k = { .len = 0 };
	struct memo *m;
	uint64_t hash;

	key_add(&k, r->part[PART_MAC]);
	key_add(&k, r->part[PART_SRC]);
	m = memo_of(f, f->client, MEMOS, &k, &hash);
	if (m->hash == hash && m->day == day)
		return m->one;
	begin_day(f, day);
	copy(card, sizeof(card), r->part[PART_MAC]);
	copy(address, sizeof(address), r->part[PART_SRC]);
	bound_client(f, day, card, address);
	*m = (struct memo) { hash, day, things_number(f->things, THING_CLIENT,
		(struct span[]) { text(card), text(address) }), 0 };
	return m->one;
}

/* --- what it is about -------------------------------------------------- */

static uint32_t target_of(struct folding *f, const struct record *r,
			  uint32_t client, uint32_t day)
{
	struct span name = record_target(r);
	struct key k = { .len = 0 };
	char who[WHO], what[256];
	struct memo *m;
	uint64_t hash;

	key_add(&k, (struct span) { (const uint8_t *)&client,
				    sizeof(client) });
	key_add(&k, name);
	m = memo_of(f, f->target, MEMOS, &k, &hash);
	if (m->hash == hash && m->day == day)
		return m->one;
	copy(who, sizeof(who), r->part[r->part[PART_MAC].len ? PART_MAC :
				       PART_SRC]);
	copy(what, sizeof(what), name);
	if (!bounds_take(f->targets, day, who, what, FOLD_TARGETS))
		snprintf(what, sizeof(what), FOLD_OTHERS);
	*m = (struct memo) { hash, day, things_number(f->things, THING_TARGET,
		(struct span[]) { text(what) }), 0 };
	return m->one;
}

/* In the order of the table's columns. */
static const enum record_part rule_parts[] = {
	PART_VENDOR, PART_ROLE, PART_LIST, PART_LINE, PART_MATCH_TYPE,
	PART_MATCH, PART_EXCEPTION, PART_BASIS, PART_EXCEPTION_OWNER,
	PART_EXCEPTION_UNTIL, PART_AUTHORITY, PART_CITATION, PART_DUTY,
	PART_JURISDICTION,
};

/* The party's number comes with the rule's. */
static void rule_of(struct folding *f, const struct record *r,
		    struct fold_ids *ids)
{
	struct span texts[THING_COLUMNS];
	struct key k = { .len = 0 };
	struct memo *m;
	uint64_t hash;

	for (int i = 0; i < thing_tables[THING_RULE].nkeys; i++)
		key_add(&k, r->part[rule_parts[i]]);
	m = memo_of(f, f->rule, MEMOS, &k, &hash);
	if (m->hash != hash) {
		for (size_t i = 0; i < ARRAY_SIZE(rule_parts); i++)
			texts[i] = r->part[rule_parts[i]];
		*m = (struct memo) {
			hash, 0, things_number(f->things, THING_RULE, texts),
			things_number(f->things, THING_PARTY, texts),
		};
	}
	ids->rule = m->one;
	ids->party = m->two;
}

/* There are few. */
static uint32_t via_of(struct folding *f, const struct record *r)
{
	struct span via = record_via(r);
	uint32_t number;

	for (size_t i = 0; i < f->nvias; i++)
		if (span_is(via, f->via[i].word))
			return f->via[i].number;
	number = things_number(f->things, THING_VIA, &via);
	if (f->nvias < ARRAY_SIZE(f->via)) {
		copy(f->via[f->nvias].word, sizeof(f->via->word), via);
		f->via[f->nvias++].number = number;
	}
	return number;
}

void folding_event(struct folding *f, const struct record *r, uint32_t day,
	       struct fold_ids *ids)
{
	ids->client = folding_client(f, r, day);
	ids->target = target_of(f, r, ids->client, day);
	rule_of(f, r, ids);
	ids->via = via_of(f, r);
}

void folding_forget(struct folding *f, uint32_t day)
{
	bounds_forget(f->clients, day);
	bounds_forget(f->targets, day);
}
