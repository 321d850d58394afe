/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_FOLD_H
#define NFQ_EVENT_FOLD_H

/*
 * A client that is refused tries again, often. The first event of a client,
 * rule, target and outcome is written at once; those that follow within the
 * window are counted, and at its end become one line that says how many more.
 */

#include <stdint.h>

#include "nfq/event/eve.h"
#include "nfq/event/event.h"

enum { FOLD_MAX = 4096 };	/* open windows; more close the oldest early */

struct fold;

/* `window` in seconds, 0: nothing is folded. `emit` is called for a window that
 * closes with more than its first event. */
struct fold *fold_new(uint64_t window,
		      void (*emit)(void *arg, const struct event *e,
				   const struct eve_repeat *repeat),
		      void *arg);
void fold_free(struct fold *f);
void fold_set_window(struct fold *f, uint64_t window);

/* True if the event is the first of its kind and to be written now. */
bool fold_add(struct fold *f, const struct event *e);

/* Closes the windows that have ended at `now`; all of them with `all`. */
void fold_close(struct fold *f, time_t now, bool all);

#endif
