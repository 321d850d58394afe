/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_STORIES_H
#define NFQ_EVENT_STORIES_H

/*
 * A refused lookup, and what the client does next: some products then ask
 * public resolvers that they know by address. Both are one story in the log.
 * It belongs to the writer thread and decides nothing.
 */

#include "nfq/event/event.h"

/* Seconds between two steps of a story; clients that are remembered. */
enum { STORY_SECONDS = 60, STORY_CLIENTS = 1024 };

struct stories;

struct stories *stories_new(void);
void stories_free(struct stories *s);

/*
 * Sets e->story where the event is a step of its client's: a refused lookup,
 * which may begin one; or something sent to a resolver of
 * fallback_resolvers other than the one first asked, for which
 * e->story_fallback and e->story_name, the first name refused, are set.
 */
void stories_tell(struct stories *s, struct event *e);

/* The client sent something to one of fallback_resolvers, about which there
 * is no event: makes it one, if it belongs to a story. */
bool stories_note(struct stories *s, struct event *e);

#endif
