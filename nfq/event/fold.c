/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts repeated events; windows close in the order they were opened. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "lib/log.h"
#include "nfq/event/fold.h"

struct window {
	uint64_t key;
	struct event first;
	struct timespec last;
	unsigned more;
	uint32_t next;		/* in the hash chain; number + 1 */
};

struct fold {
	struct hash_key hash;
	uint64_t seconds;
	void (*emit)(void *arg, const struct event *e,
		     const struct eve_repeat *repeat);
	void *arg;
	struct window *windows;	/* a ring, oldest first */
	uint32_t head, count;
	uint32_t buckets[FOLD_MAX];
};

struct fold *fold_new(uint64_t window,
		      void (*emit)(void *arg, const struct event *e,
				   const struct eve_repeat *repeat),
		      void *arg)
{
	struct fold *f = xcalloc(1, sizeof(*f));

	f->hash = hash_key_random();
	f->seconds = window;
	f->emit = emit;
	f->arg = arg;
	f->windows = mmap(NULL, FOLD_MAX * sizeof(*f->windows),
			  PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	if (f->windows == MAP_FAILED)
		fatal("mmap");
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	munmap(f->windows, FOLD_MAX * sizeof(*f->windows));
	free(f);
}

void fold_set_window(struct fold *f, uint64_t window)
{
	f->seconds = window;
}

/* Who, which rule, which target, what became of it. */
static uint64_t key_of(const struct fold *f, const struct event *e)
{
	struct {
		struct address src, dst;
		uint32_t line;
		uint16_t class;
		uint8_t source, protocol, effect, reason;
		uint8_t name_len, asked_len, hint_len, fallback;
		char name[sizeof(e->name)], asked[sizeof(e->asked)];
		char hint[sizeof(e->hint)];
	} key;

	memset(&key, 0, sizeof(key));
	key.src = e->src;
	key.line = e->rule.line;
	key.class = e->rule.class;
	key.source = e->source;
	key.protocol = e->has_protocol ? e->protocol : PROTOCOLS;
	key.effect = e->effect;
	key.reason = e->reason;
	/* A name is the target whatever address it has, but where a story
	 * goes on it is told. */
	if (e->source != SOURCE_NAME || e->story_fallback)
		key.dst = e->dst;
	key.name_len = e->name_len;
	memcpy(key.name, e->name, e->name_len);
	key.asked_len = e->asked_len;
	memcpy(key.asked, e->asked, e->asked_len);
	key.fallback = e->story_fallback;
	key.hint_len = e->hint_len;
	memcpy(key.hint, e->hint, e->hint_len);
	return hash_bytes(&f->hash, &key, sizeof(key));
}

static struct window *at(struct fold *f, uint32_t n)
{
	return &f->windows[(f->head + n) % FOLD_MAX];
}

static struct window *find(struct fold *f, uint64_t key)
{
	uint32_t n = f->buckets[key % FOLD_MAX];

	while (n) {
		struct window *w = &f->windows[n - 1];

		if (w->key == key)
			return w;
		n = w->next;
	}
	return NULL;
}

static void close_oldest(struct fold *f)
{
	struct window *w = at(f, 0);
	uint32_t *link = &f->buckets[w->key % FOLD_MAX];
	uint32_t number = (uint32_t)(w - f->windows) + 1;

	if (w->more > 0)
		f->emit(f->arg, &w->first, &(struct eve_repeat) {
			.count = w->more, .first = w->first.time,
			.last = w->last });
	while (*link != number)
		link = &f->windows[*link - 1].next;
	*link = w->next;
	f->head = (f->head + 1) % FOLD_MAX;
	f->count--;
}

void fold_close(struct fold *f, time_t now, bool all)
{
	while (f->count > 0) {
		time_t opened = at(f, 0)->first.time.tv_sec;

		/* A clock set back closes all, rather than none for long. */
		if (!all && now >= opened &&
		    now < opened + (time_t)f->seconds)
			break;
		close_oldest(f);
	}
}

bool fold_add(struct fold *f, const struct event *e)
{
	struct window *w;
	uint64_t key;

	if (f->seconds == 0)
		return true;
	key = key_of(f, e);
	fold_close(f, e->time.tv_sec, false);
	w = find(f, key);
	if (w) {
		w->more++;
		w->last = e->time;
		return false;
	}
	if (f->count == FOLD_MAX)
		close_oldest(f);
	w = at(f, f->count++);
	*w = (struct window) {
		.key = key, .first = *e, .last = e->time,
		.next = f->buckets[key % FOLD_MAX],
	};
	f->buckets[key % FOLD_MAX] = (uint32_t)(w - f->windows) + 1;
	return true;
}
