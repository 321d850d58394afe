/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread of low priority that does one thing at a time. */

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "lib/alloc.h"
#include "nfq/confine/confine.h"
#include "nfq/reload/aside.h"

enum {
	/* A tenth of what a thread of usual priority gets beside it. */
	NICENESS = 10,
	MEANWHILE_MS = 500,
	KEEP = 1 << 18,		/* bytes that are free */
};

struct aside {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void (*job)(void *);	/* NULL: nothing to do, or done */
	void *arg;
	bool stop;
};

static void *run(void *arg)
{
	struct aside *a = arg;

	pthread_setname_np(pthread_self(), "cordond-aside");
	confine_thread();
	/* On Linux a thread has a niceness of its own. Where this fails the
	 * process has a higher one already. */
	setpriority(PRIO_PROCESS, 0, NICENESS);
	pthread_mutex_lock(&a->lock);
	while (!a->stop) {
		if (!a->job) {
			pthread_cond_wait(&a->changed, &a->lock);
			continue;
		}
		pthread_mutex_unlock(&a->lock);
		a->job(a->arg);
		pthread_mutex_lock(&a->lock);
		a->job = NULL;
		pthread_cond_broadcast(&a->changed);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

/* The memory that a large list was compiled in is to go back at once; glibc
 * would keep as much as was ever in use. */
static void keep_no_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_TRIM_THRESHOLD, KEEP);
#endif
}

struct aside *aside_start(void)
{
	struct aside *a = xcalloc(1, sizeof(*a));
	pthread_condattr_t attr;

	keep_no_memory();
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&a->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&a->thread, NULL, run, a) != 0) {
		free(a);
		return NULL;
	}
	return a;
}

/* Waits for the end of a job, but not for long. */
static void wait_a_little(struct aside *a)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += MEANWHILE_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	pthread_cond_timedwait(&a->changed, &a->lock, &until);
}

void aside_run(struct aside *a, void (*job)(void *), void (*meanwhile)(void *),
	       void *arg)
{
	pthread_mutex_lock(&a->lock);
	a->arg = arg;
	a->job = job;
	pthread_cond_broadcast(&a->changed);
	for (;;) {
		wait_a_little(a);
		if (!a->job)
			break;
		pthread_mutex_unlock(&a->lock);
		meanwhile(arg);
		pthread_mutex_lock(&a->lock);
	}
	pthread_mutex_unlock(&a->lock);
}

void aside_stop(struct aside *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	free(a);
}
