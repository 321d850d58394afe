/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what is known of a source. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/json.h"
#include "tools/sync/source_state.h"

enum { STATE_MAX = 65536, STALE_TIMES = 3 };

const char *const source_health_words[SOURCE_HEALTHS] = {
	[SOURCE_NEW] = "new", [SOURCE_WELL] = "well",
	[SOURCE_FAILED] = "failed", [SOURCE_UNVERIFIED] = "unverified",
	[SOURCE_REFUSED] = "refused",
};

/* --- its fields ------------------------------------------------------ */

enum kind { NUMBER, SIGNED, TEXT };

#define F(f) #f, offsetof(struct source_state, f)
#define T(f) TEXT, F(f), sizeof(((struct source_state *)0)->f)
static const struct field {
	enum kind kind;
	const char *key;
	size_t offset, size;
} fields[] = {
	{ SIGNED, F(tried), 0 }, { SIGNED, F(good_at), 0 },
	{ SIGNED, F(changed), 0 }, { NUMBER, F(failures), 0 },
	{ NUMBER, F(names), 0 }, { NUMBER, F(prefixes), 0 },
	{ NUMBER, F(special), 0 }, { NUMBER, F(rejects), 0 },
	{ NUMBER, F(skipped), 0 },
	{ T(format) }, { T(sha256) }, { T(content) }, { T(etag) },
	{ T(modified) }, { T(address) }, { T(key) }, { T(verdict) },
	{ T(why) }, { SIGNED, F(signed_at), 0 }, { T(settings) },
	{ T(terms) }, { NUMBER, F(accepted), 0 },
	{ NUMBER, F(copy_refused), 0 },
};
#undef F
#undef T

enum { FIELDS = ARRAY_SIZE(fields) };

/* --- reading --------------------------------------------------------- */

static void read_field(struct source_state *st, const struct field *f,
		       const json_t *j)
{
	void *to = (char *)st + f->offset;
	const json_t *value = json_object_get(j, f->key);
	json_int_t n = json_integer_value(value);

	if (f->kind == TEXT)
		snprintf(to, f->size, "%s", json_is_string(value) ?
			 json_string_value(value) : "");
	else if (f->kind == SIGNED)
		*(int64_t *)to = n;
	else
		*(uint64_t *)to = n > 0 ? (uint64_t)n : 0;
}

void source_state_read(struct source_state *st, const struct config *c,
		       const struct config_source *s)
{
	char *path = source_file(c->state, s, "state.json");
	struct buffer text = { 0 };
	const char *health;
	json_t *j = NULL;

	*st = (struct source_state) { .health = SOURCE_NEW };
	if (file_read(path, STATE_MAX, &text) == 0)
		j = json_loadb(text.p, text.len, 0, NULL);
	for (size_t i = 0; j && i < FIELDS; i++)
		read_field(st, &fields[i], j);
	health = json_string_value(json_object_get(j, "state"));
	for (enum source_health i = 0; health && i < SOURCE_HEALTHS; i++)
		if (strcmp(source_health_words[i], health) == 0)
			st->health = i;
	st->acceptable = json_is_true(json_object_get(j, "acceptable"));
	json_decref(j);
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

bool source_state_is_stale(const struct source_state *st,
			   const struct config_source *s, int64_t now)
{
	return now - st->good_at > STALE_TIMES * (int64_t)s->refresh;
}

void source_state_each(const struct config *c,
		       void (*each)(void *arg, const struct config_source *s,
				    const struct source_state *st),
		       void *arg)
{
	const struct config_source *s = c->sources.items;

	for (size_t i = 0; i < c->sources.n; i++) {
		struct source_state st;

		source_state_read(&st, c, &s[i]);
		each(arg, &s[i], &st);
	}
}
