/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread of low priority that somebody waits for. */

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

#include "nfq/reload/aside.h"
#include "tests/unit/tap.h"

struct seen {
	pthread_t thread;
	int nice;
	atomic_uint jobs, meanwhile;
	unsigned wait_for;	/* calls of meanwhile() */
};

static void job(void *arg)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct seen *s = arg;

	s->thread = pthread_self();
	s->nice = getpriority(PRIO_PROCESS, 0);
	while (atomic_load(&s->meanwhile) < s->wait_for)
		nanosleep(&pause, NULL);
	atomic_fetch_add(&s->jobs, 1);
}

static void meanwhile(void *arg)
{
	struct seen *s = arg;

	atomic_fetch_add(&s->meanwhile, 1);
}

int main(void)
{
	int before = getpriority(PRIO_PROCESS, 0);
	struct aside *a = aside_start();
	struct seen s = { .wait_for = 0 };

	aside_run(a, job, meanwhile, &s);
	is_number(atomic_load(&s.jobs), 1, "a job is done when it returns");
	ok(!pthread_equal(s.thread, pthread_self()), "by another thread");
	ok(s.nice > before || before >= 10, "of lower priority");
	is_number((unsigned)getpriority(PRIO_PROCESS, 0), (unsigned)before,
		  "ours is as it was");
	for (int i = 0; i < 1000; i++)
		aside_run(a, job, meanwhile, &s);
	is_number(atomic_load(&s.jobs), 1001, "one after the other");
	atomic_store(&s.meanwhile, 0);
	s.wait_for = 2;
	aside_run(a, job, meanwhile, &s);
	is_number(atomic_load(&s.jobs), 1002, "a long one too");
	ok(atomic_load(&s.meanwhile) >= 2, "something else is done meanwhile");
	aside_stop(a);
	aside_stop(NULL);
	return done_testing();
}
