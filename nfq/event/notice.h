/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_NOTICE_H
#define NFQ_EVENT_NOTICE_H

/*
 * What cordond itself does and meets, for the log of events: from any thread,
 * to the writer, who gives each its place in the sequence.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "lib/json.h"

enum { NOTICE_EVENT = 16, NOTICE_DETAIL = 512, NOTICES_MAX = 4096 };

#define NOTICE_SELF ((uid_t)-1)		/* cordond did */

struct notice {
	struct timespec time;
	char event[NOTICE_EVENT];
	uid_t who;
	char detail[NOTICE_DETAIL];
	struct buffer fields;	/* members of an object, without brackets */
	struct notice *next;
};

struct notices {
	pthread_mutex_t lock;
	struct notice *first, **last;
	unsigned n;
};

void notices_init(struct notices *n);
void notices_done(struct notices *n);

/* With members that a json wrote into `fields`, which it takes and leaves
 * empty; NULL: none. Nothing is taken where NOTICES_MAX wait. */
void notices_put(struct notices *n, const char *event, uid_t who,
		 const char *detail, struct buffer *fields);

/* The oldest, or NULL; notice_free() frees it. */
struct notice *notices_take(struct notices *n);
void notice_free(struct notice *n);

struct rules;

/* Members that say what is in force. */
void notice_put_rules(struct json *j, const struct rules *r);

#endif
