/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what is known of a source. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/jsontree.h"
#include "tools/sync/source_state.h"

enum { STATE_MAX = 65536, STALE_TIMES = 3 };

const char *const source_health_words[SOURCE_HEALTHS] = {
	[SOURCE_NEW] = "new", [SOURCE_WELL] = "well",
	[SOURCE_FAILED] = "failed", [SOURCE_UNVERIFIED] = "unverified",
	[SOURCE_REFUSED] = "refused", [SOURCE_LOSSY] = "lossy",
};

/* --- its fields ------------------------------------------------------ */

enum kind { NUMBER, SIGNED, TEXT };

#define F(f) #f, offsetof(struct source_state, f)
#define T(f) TEXT, F(f), sizeof(((struct source_state *)0)->f)
#define LOSS(number, texts, kind)					\
	{ NUMBER, number, offsetof(struct source_state, lost.n[kind]), 0 }, \
	{ TEXT, texts, offsetof(struct source_state,			\
				  lost.samples[kind]), LOSS_TEXT }
static const struct field {
	enum kind kind;
	const char *key;
	size_t offset, size;
} fields[] = {
	{ SIGNED, F(tried), 0 }, { SIGNED, F(good_at), 0 },
	{ SIGNED, F(changed), 0 }, { SIGNED, F(retry_at), 0 },
	{ NUMBER, F(failures), 0 },
	{ NUMBER, F(names), 0 }, { NUMBER, F(prefixes), 0 },
	LOSS("special", "special_samples", LOSS_SPECIAL),
	LOSS("rejects", "rejected_samples", LOSS_REJECTED),
	LOSS("skipped", "skipped_samples", LOSS_SKIPPED),
	LOSS("shared", "shared_samples", LOSS_SHARED),
	LOSS("urls", "url_samples", LOSS_URLS),
	{ T(format) }, { T(sha256) }, { T(content) }, { T(etag) },
	{ T(modified) }, { T(address) }, { T(from) }, { T(key) },
	{ T(verdict) },
	{ T(why) }, { SIGNED, F(signed_at), 0 }, { T(settings) },
	{ T(terms) }, { NUMBER, F(accepted), 0 },
	{ NUMBER, F(copy_refused), 0 }, { NUMBER, F(reading), 0 },
	{ T(sample) }, { NUMBER, F(asns), 0 }, { NUMBER, F(announced), 0 },
	{ T(asn_fault) },
};
#undef F
#undef T
#undef LOSS

enum { FIELDS = ARRAY_SIZE(fields) };

/* --- reading --------------------------------------------------------- */

static void read_field(struct source_state *st, const struct field *f,
		       const struct jsontree_node *n)
{
	const struct jsontree_node *value = jsontree_member(n, f->key);
	void *to = (char *)st + f->offset;
	long long number = jsontree_number(value, "");

	if (f->kind == TEXT)
		snprintf(to, f->size, "%s", jsontree_text(value, ""));
	else if (f->kind == SIGNED)
		*(int64_t *)to = number;
	else
		*(uint64_t *)to = number > 0 ? (uint64_t)number : 0;
}

/* Nothing of it counts, and the source is taken in as if it were new. */
static void refuse(struct source_state *st, const char *path, const char *why,
		   const char *then)
{
	*st = (struct source_state) {
		.health = SOURCE_FAILED, .unread = true,
	};
	snprintf(st->why, sizeof(st->why), "%.140s: %s%s", path, why, then);
}

/* Of a text that was read from `path`. */
static void parse(struct source_state *st, const char *path, const void *p,
		  size_t len)
{
	struct jsontree tree = { .n = 0 };
	const struct jsontree_node *n = jsontree_parse(&tree, p, len);
	const char *health = jsontree_text(n, "state");

	*st = (struct source_state) { .health = SOURCE_NEW };
	for (size_t i = 0; i < FIELDS; i++)
		read_field(st, &fields[i], n);
	for (enum source_health i = 0; i < SOURCE_HEALTHS; i++)
		if (strcmp(source_health_words[i], health) == 0)
			st->health = i;
	st->acceptable = jsontree_true(n, "acceptable");
	if (!n || n->type != JSONTREE_OBJECT)
		refuse(st, path, n ? "is no object" : tree.why,
		       "; the next sync writes it anew");
	jsontree_done(&tree);
}

void source_state_read(struct source_state *st, const struct config *c,
		       const struct config_source *s)
{
	char *path = source_file(c->state, s, "state.json");
	struct buffer text = { 0 };
	int ret = file_read(path, STATE_MAX, &text);

	*st = (struct source_state) { .health = SOURCE_NEW };
	if (ret == 0)
		parse(st, path, text.p, text.len);
	else if (ret != -ENOENT && ret != -ENOTDIR)
		refuse(st, path, strerror(-ret), "");
	buffer_done(&text);
	free(path);
}

/* --- writing --------------------------------------------------------- */

static void put_field(struct json *j, const struct source_state *st,
		      const struct field *f)
{
	const void *from = (const char *)st + f->offset;

	if (f->kind == TEXT)
		json_text(j, f->key, from);
	else if (f->kind == SIGNED)
		json_signed(j, f->key, *(const int64_t *)from);
	else
		json_number(j, f->key, *(const uint64_t *)from);
}

int source_state_write(const struct source_state *st, const struct config *c,
		       const struct config_source *s)
{
	char *path = source_file(c->state, s, "state.json");
	struct buffer text = { 0 };
	struct json j = json_into(&text);
	char origin[SOURCE_ORIGIN];
	int ret;

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.source/1");
	json_text(&j, "id", s->id);
	json_text(&j, "origin", source_origin(s, origin));
	json_text(&j, "state", source_health_words[st->health]);
	json_bool(&j, "acceptable", st->acceptable);
	for (size_t i = 0; i < FIELDS; i++)
		put_field(&j, st, &fields[i]);
	json_close(&j, '}');
	buffer_char(&text, '\n');
	ret = file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	free(path);
	return ret;
}

/* --- asking ---------------------------------------------------------- */

int64_t source_state_put_off(const struct source_state *st, int64_t now)
{
	enum { LONGEST = 86400 };
	int64_t left = st->retry_at - now;

	return left > 0 && left <= LONGEST ? left : 0;
}

bool source_state_is_stale(const struct source_state *st,
			   const struct config_source *s, int64_t now)
{
	return now - st->good_at > STALE_TIMES * (int64_t)s->refresh;
}

struct source_now *source_state_all(const struct config *c, size_t *n)
{
	const struct config_source *s = c->sources.items;
	struct source_now *all = xcalloc(c->sources.n, sizeof(*all));

	*n = c->sources.n;
	for (size_t i = 0; i < *n; i++) {
		all[i].source = &s[i];
		source_state_read(&all[i].state, c, &s[i]);
	}
	return all;
}
