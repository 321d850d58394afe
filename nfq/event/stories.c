/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ties refused lookups to what their clients do next. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "nfq/event/stories.h"

enum { WAYS = 4, SETS = STORY_CLIENTS / WAYS };

struct story {
	struct address client;
	struct address asked;	/* the resolver of the first lookup */
	uint64_t id;		/* 0: none */
	time_t last;
	uint8_t name_len;
	char name[256];		/* refused first */
};

struct stories {
	struct hash_key hash;
	uint64_t count;
	struct story sets[SETS][WAYS];
};

struct stories *stories_new(void)
{
	struct stories *s = xcalloc(1, sizeof(*s));

	s->hash = hash_key_random();
	return s;
}

void stories_free(struct stories *s)
{
	free(s);
}

static bool is_alive(const struct story *t, time_t now)
{
	return t->id && now >= t->last && now - t->last <= STORY_SECONDS;
}

static bool equal(const struct address *a, const struct address *b)
{
	return address_compare(a, b) == 0;
}

/* The client's story, or the place of the oldest of its set. */
static struct story *find(struct stories *s, const struct address *client,
			  time_t now, bool *alive)
{
	struct story *set = s->sets[hash_bytes(&s->hash, client->b, 16) % SETS];
	struct story *oldest = set;

	for (int i = 0; i < WAYS; i++) {
		*alive = is_alive(&set[i], now);
		if (equal(&set[i].client, client))
			return &set[i];
		if (set[i].last < oldest->last)
			oldest = &set[i];
	}
	*alive = false;
	return oldest;
}

static void begin(struct stories *s, struct story *t, const struct event *e)
{
	const uint64_t number = ++s->count;

	*t = (struct story) {
		.client = e->src, .asked = e->dst, .name_len = e->name_len,
		.id = hash_bytes(&s->hash, &number, sizeof(number)) | 1,
	};
	memcpy(t->name, e->name, e->name_len);
}

static bool is_fallback(const struct event *e, const struct story *t)
{
	const struct conf_list *l = &e->rules->config.fallback_resolvers;
	char *const *texts = l->items;
	struct address a;

	if (equal(&e->dst, &t->asked))
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (address_parse(texts[i], &a) && equal(&a, &e->dst))
			return true;
	return false;
}

static bool is_refused_lookup(const struct event *e)
{
	return e->source == SOURCE_NAME && e->has_protocol &&
	       e->protocol == PROTO_DNS && e->effect == EFFECT_BLOCK;
}

void stories_tell(struct stories *s, struct event *e)
{
	bool refused = is_refused_lookup(e), alive;
	struct story *t = find(s, &e->src, e->time.tv_sec, &alive);
	bool fallback = alive && is_fallback(e, t);

	if (!refused && !fallback)
		return;
	if (!alive)
		begin(s, t, e);
	t->last = e->time.tv_sec;
	e->story = t->id;
	if (!fallback)
		return;
	e->story_fallback = true;
	e->story_name_len = t->name_len;
	memcpy(e->story_name, t->name, t->name_len);
}

/* Whose the story is: of the vendor whose name was refused first. */
bool stories_note(struct stories *s, struct event *e)
{
	struct decision d;

	stories_tell(s, e);
	if (!e->story_fallback)
		return false;
	d = policy_judge_name(e->rules->policy, e->story_name,
			      e->story_name_len);
	e->rule = d.rule;
	return d.effect != EFFECT_IGNORE;
}
