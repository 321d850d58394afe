/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps sockets with the service manager, and counts crashes in a file. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/log.h"
#include "nfq/kept.h"

/* --- the limit ------------------------------------------------------- */

/* The manager's pause before a restart, and what it takes it to run a program,
 * come before. */
enum { LIMIT_MS = 600 };

static void give_up(struct handover *left)
{
	struct notify manager;

	notify_open(&manager, -1);
	workers_release(left, &manager);
	notify_close(&manager);
}

static void *limit_run(void *arg)
{
	struct kept_limit *l = arg;
	struct timespec at;
	int ret = 0;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_nsec += LIMIT_MS * 1000000;
	at.tv_sec += at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	pthread_mutex_lock(&l->lock);
	while (!l->over && ret == 0)
		ret = pthread_cond_timedwait(&l->ended, &l->lock, &at);
	if (!l->over) {
		give_up(l->left);
		warnx("packets have waited too long for the start: on_failure "
		      "decides now");
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

void kept_limit(struct kept_limit *l, struct handover *left)
{
	*l = (struct kept_limit) { .left = left };
	/* Another program in our place has checked all before. */
	if (left->same || !workers_left(left))
		return;
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->ended, NULL);
	l->runs = pthread_create(&l->thread, NULL, limit_run, l) == 0;
}

void kept_limit_end(struct kept_limit *l)
{
	if (!l->runs)
		return;
	pthread_mutex_lock(&l->lock);
	l->over = true;
	pthread_cond_signal(&l->ended);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	l->runs = false;
}

/* --- crashes --------------------------------------------------------- */

enum {
	CRASHES = 3, CRASHES_SECONDS = 60,	/* that end the keeping */
	/* From then on a start comes a second later, then two, four ... */
	PAUSE_MAX = 30, REMEMBERED = 16, REMEMBERED_SECONDS = 600,
};

static bool remove_in(const char *run, const char *name)
{
	char *path = xasprintf("%s/%s", run, name);
	bool was = unlink(path) == 0;

	free(path);
	return was;
}

static void make_in(const char *run, const char *name)
{
	char *path = xasprintf("%s/%s", run, name);

	file_write(path, "", 0, 0644);
	free(path);
}

/* How the one before ended: it has said that the next may have all of it, or
 * that it stops, or nothing. And that this one runs. */
static bool crashed(const char *run)
{
	bool retired = remove_in(run, "retired");
	bool ran = remove_in(run, "running");

	make_in(run, "running");
	return ran && !retired;
}

struct crashes {
	unsigned lately, all;	/* in a minute, in ten */
};

/* One more now. The file has a line for each, of clock_boot(). */
static struct crashes count_crash(const char *run)
{
	char *path = xasprintf("%s/crashes", run), *line, *rest;
	struct buffer before = { 0 }, text = { 0 };
	long long now = clock_boot(), at;
	struct crashes n = { 1, 1 };

	buffer_printf(&text, "%lld\n", now);
	if (file_read(path, 4096, &before) == 0) {
		rest = before.p;
		while ((line = strsep(&rest, "\n")) && n.all < REMEMBERED) {
			at = strtoll(line, NULL, 10);
			if (!*line || at > now ||
			    at + REMEMBERED_SECONDS < now)
				continue;
			buffer_printf(&text, "%lld\n", at);
			n.lately += at + CRASHES_SECONDS >= now;
			n.all++;
		}
	}
	file_write(path, text.p, text.len, 0644);
	buffer_done(&before);
	buffer_done(&text);
	free(path);
	return n;
}

static void pause_after(unsigned crashes)
{
	unsigned doubled = crashes - CRASHES;
	unsigned seconds = doubled > 4 ? PAUSE_MAX : 1u << doubled;

	warnx("%u ends in ten minutes: the start waits %u s", crashes,
	      seconds);
	sleep(seconds);
}

void kept_judge(struct kept *k, const char *run, struct handover *left,
		const struct notify *manager)
{
	struct crashes n;

	if (left->same) {
		k->done = handover_number(left, "kept") != 0;
		k->at = (time_t)handover_number(left, "keep-at");
		return;
	}
	*k = (struct kept) { .bereft = crashed(run), .at = clock_boot() };
	/* Without a manager nobody starts us again by himself. */
	if (!k->bereft || manager->fd < 0)
		return;
	n = count_crash(run);
	if (n.lately < CRASHES && workers_left(left))
		warnx("the cordond before ended in the midst of it: going on "
		      "with the packets that wait");
	if (n.lately >= CRASHES) {
		warnx("%u ends in a minute: packets do not wait for another "
		      "start, on_failure decides", n.lately);
		workers_release(left, manager);
		k->at += CRASHES_SECONDS;
	}
	if (n.all >= CRASHES)
		pause_after(n.all);
}

void kept_hand_on(const struct kept *k, struct handover *to)
{
	handover_put_number(to, "kept", k->done);
	handover_put_number(to, "keep-at", (uint64_t)k->at);
}

/* --- while we run ---------------------------------------------------- */

static void collect(struct handover *h, const struct workers *workers,
		    const struct writer *writer,
		    const struct enforcer *enforcer)
{
	*h = (struct handover) { .n = 0 };
	workers_hand_on(workers, h);
	writer_hand_on(writer, h);
	enforcer_hand_on(enforcer, h);
}

/* It may have it already, of the one before. */
static void keep(const struct notify *manager, const struct handover_item *i)
{
	notify_forget(manager, i->name);
	notify_store(manager, i->name, &i->fd, 1);
}

void kept_tick(struct kept *k, const struct notify *manager,
	       const struct workers *workers, const struct writer *writer,
	       const struct enforcer *enforcer)
{
	struct handover h;

	if (k->done || manager->fd < 0 || clock_boot() < k->at)
		return;
	collect(&h, workers, writer, enforcer);
	for (unsigned i = 0; i < h.n; i++)
		if (h.items[i].fd >= 0)
			keep(manager, &h.items[i]);
	k->done = true;
}

void kept_retire(const char *run)
{
	make_in(run, "retired");
}

void kept_end(struct kept *k, const char *run, const struct notify *manager,
	      const struct workers *workers, const struct writer *writer,
	      const struct enforcer *enforcer)
{
	struct handover h;

	collect(&h, workers, writer, enforcer);
	for (unsigned i = 0; i < h.n; i++)
		if (h.items[i].fd >= 0)
			notify_forget(manager, h.items[i].name);
	k->done = false;
	remove_in(run, "running");
}
