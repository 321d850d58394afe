/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_REMEMBER_H
#define NFQ_EVENT_REMEMBER_H

/*
 * Keeps what was let through, if "remember" of cordon.conf(5) asks for it. Of
 * the writer's thread: each second it takes what workers have noted, and adds
 * it up by the hour. What is new is written down within REMEMBER_SECONDS, and
 * again, as often as it was seen since, when the hour is over; a line
 *
 *	{"client":"192.0.2.7","mac":"02:00:5e:00:53:01","name":"example.org",
 *	 "dest":"198.51.100.4","port":443,"via":"tls","first":1796040000,
 *	 "last":1796040300,"count":3}
 *
 * adds to others of the same. Behind them stands since when there was somebody
 * to remember, and how many contacts found no room meanwhile:
 *
 *	{"from":1796040000,"to":1796040300,"missed":0}
 */

#include "nfq/event/event.h"
#include "nfq/event/privacy.h"
#include "ruleset/config/config.h"

enum {
	REMEMBER_SECONDS = 300,
	REMEMBER_CLIENT = 2048,		/* different contacts of one, an hour */
};

struct remember;

/* `rings` are the workers'; `p` is what is to be hidden. Borrowed. */
struct remember *remember_new(const struct config *c, const struct privacy *p,
			      struct event_ring **rings, unsigned n);

/* What it has is not written. No worker runs any more. */
void remember_free(struct remember *r);

/* As is configured now. */
void remember_follow(struct remember *r, const struct config *c);

/* Does what is due; `all`: all that is there is written at once. */
void remember_turn(struct remember *r, time_t now, bool all);

#endif
