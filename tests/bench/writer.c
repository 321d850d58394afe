/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hands events to the thread that writes them, as workers do, at an even rate,
 * and counts what is in the log in the end:
 *
 *	writer FILE SECONDS RATE CLIENTS NAMES SETTINGS
 *
 * in a network namespace where it may hear NFLOG. SETTINGS are of "log".
 * Prints how many were pushed, written, lost in rings, lost on the disk, and
 * the CPU time of each in us.
 */

#include <net/if.h>
#include <netinet/in.h>	/* before the kernel's headers */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "nfq/event/writer.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tlswire.h"

enum { WORKERS = 2, BURST = 32 };

struct worker {
	struct writer *writer;
	struct event_ring *ring;
	const struct event *like;
	unsigned number, clients, names;
	double seconds, rate;
	uint64_t pushed;
	double cpu;
	pthread_t thread;
};

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The next: of another client, to another name. */
static void fill(const struct worker *w, struct event *e)
{
	uint64_t n = w->pushed * WORKERS + w->number;

	*e = *w->like;
	clock_gettime(CLOCK_REALTIME, &e->time);
	e->src.b[14] = (uint8_t)(n % w->clients >> 8);
	e->src.b[15] = (uint8_t)(n % w->clients);
	e->mac[4] = e->src.b[14];
	e->mac[5] = e->src.b[15];
	e->sport = (uint16_t)(1024 + n % 60000);
	e->name_len = (uint8_t)snprintf(e->name, sizeof(e->name),
					"n%llu.kaspersky.com",
					(unsigned long long)(n % w->names));
	e->rule.start = (uint16_t)(e->name_len - strlen("kaspersky.com"));
}

static void *work(void *arg)
{
	struct worker *w = arg;
	double began = now(CLOCK_MONOTONIC), t;

	while ((t = now(CLOCK_MONOTONIC) - began) < w->seconds) {
		double due = t * w->rate / WORKERS;

		for (int i = 0; i < BURST && (double)w->pushed < due; i++) {
			struct event *e = event_slot(w->ring);

			if (e) {
				fill(w, e);
				event_push(w->ring);
			}
			w->pushed++;
		}
		writer_wake(w->writer);
		if ((double)w->pushed >= due)
			nanosleep(&(struct timespec) { .tv_nsec = 200000 },
				  NULL);
	}
	w->cpu = now(CLOCK_THREAD_CPUTIME_ID);
	return NULL;
}

static struct event event;
static struct judge *judging;

static void take(void *arg, const struct report *r)
{
	(void)arg;
	event_fill(&event, judging->rules, r);
}

/* What a refused hello leaves. */
static void make_event(const char *settings)
{
	struct wire hello = { .len = 0 };
	struct client c;

	judging = judge_with(settings);
	judging->report = take;
	c = client_of(judging, 443);
	put_tls(&hello, "n1.kaspersky.com", 0, 0);
	client_send(&c, 0, hello.p, hello.len);
	event.iif = if_nametoindex("lo");
	event.has_mac = event.handshake = true;
	memcpy(event.mac, (uint8_t[]) { 0x52, 0x54, 0, 0, 0, 0 }, 6);
}

int main(int argc, char **argv)
{
	struct worker workers[WORKERS] = { { .number = 0 } };
	struct event_ring *rings[WORKERS];
	struct writer_stats s;
	struct shared shared;
	struct handover left = { .n = 0 };
	struct writer *w;
	char settings[1024];
	uint64_t pushed = 0, lost = 0;
	double cpu;

	if (argc != 7)
		return 64;
	snprintf(settings, sizeof(settings), "mode = \"enforce\"; log = { file "
		 "= \"%s\"; %s };", argv[1], argv[6]);
	make_event(settings);
	atomic_store(&shared.rules, judging->rules);
	for (unsigned i = 0; i < WORKERS; i++)
		rings[i] = event_ring_new();
	w = writer_new(&shared, rings, WORKERS, &left);
	if (!w)
		return 1;
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	writer_start(w);
	for (unsigned i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker) {
			.writer = w, .ring = rings[i], .like = &event,
			.number = i, .seconds = atof(argv[2]),
			.rate = atof(argv[3]),
			.clients = (unsigned)atoi(argv[4]),
			.names = (unsigned)atoi(argv[5]),
		};
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	for (unsigned i = 0; i < WORKERS; i++) {
		pthread_join(workers[i].thread, NULL);
		pushed += workers[i].pushed;
		lost += atomic_load(&rings[i]->lost);
		cpu += workers[i].cpu;
	}
	writer_stop(w, true);
	writer_stats(w, &s);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("%llu %llu %llu %llu %.2f\n", (unsigned long long)pushed,
	       (unsigned long long)s.written, (unsigned long long)lost,
	       (unsigned long long)s.lost, cpu * 1e6 / (double)pushed);
	return 0;
}
