/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_WRITER_H
#define NFQ_EVENT_WRITER_H

/*
 * The thread that turns events into lines of the log. It alone waits for the
 * disk; workers hand events over through rings and never wait for it. It also
 * reads what the kernel logs of its own decisions.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/handover.h"
#include "nfq/event/event.h"
#include "nfq/event/notice.h"
#include "nfq/event/tally.h"
#include "ruleset/policy/shared.h"

struct writer;

struct writer_stats {
	const char *file;	/* the log; borrowed from the writer */
	uint64_t events;	/* seen, folded ones too */
	uint64_t written;	/* lines in the log */
	uint64_t lost;		/* lines that found no room on disk */
	uint64_t kernel_lost;	/* NFLOG overruns */
	int error;		/* -errno of the last write, or 0 */
	const struct tally *tally;	/* borrowed; goes on counting */
};

/* Opens the log and the NFLOG group of the rules in `shared`, or goes on with
 * what was left for us; `rings` are the workers', `n` of them. NULL after a
 * message to stderr. */
struct writer *writer_new(struct shared *shared, struct event_ring **rings,
			  unsigned n, struct handover *left);
void writer_free(struct writer *w);

/* Leaves the group and the counters to the next; it is stopped. */
void writer_hand_on(const struct writer *w, struct handover *to);

void writer_start(struct writer *w);

/* Writes what is left and ends the thread; of the last one of all also what the
 * kernel still gathers, which another would hear of. */
void writer_stop(struct writer *w, bool last);

/* Where to put what is to be told about cordon itself; borrowed, and of use for
 * as long as the writer is. */
struct notices *writer_notices(struct writer *w);

/* The file that numbers its lines; borrowed. */
const char *writer_stream_file(const struct writer *w);

/* Called by workers behind a burst that pushed events. */
void writer_wake(struct writer *w);

/* Opens the log anew, as after logrotate. */
void writer_reopen(struct writer *w);

/*
 * No event pushed before this call refers to anything but what is in force
 * once writer_drained() says so of the ticket this returns.
 */
unsigned writer_drain(struct writer *w);
bool writer_drained(const struct writer *w, unsigned ticket);

/* As of now; from any thread. */
void writer_stats(const struct writer *w, struct writer_stats *out);

#endif
