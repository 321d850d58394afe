/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_DAEMON_H
#define NFQ_DAEMON_H

/* cordond as a whole: its parts, and the main thread that runs them. */

#include <stdbool.h>
#include <time.h>

#include "lib/handover.h"
#include "nfq/alive.h"
#include "nfq/control.h"
#include "nfq/enforcer.h"
#include "nfq/kept.h"
#include "nfq/reload/lapse.h"
#include "nfq/reload/reload.h"
#include "nfq/timekeeper.h"
#include "nfq/worker/answerer.h"
#include "nfq/worker/workers.h"

struct daemon {
	struct shared shared;		/* the rules in force */
	struct reloader reloader;	/* how they change */
	struct lapse lapse;
	struct alive alive;
	struct timekeeper timekeeper;
	struct enforcer enforcer;	/* the kernel's side of them */
	struct workers workers;		/* who judge by them */
	struct answerer answerer;
	struct writer *writer;		/* of events */
	struct audit audit;
	struct aside *aside;
	struct control *control;
	struct notify notify;
	struct confinement confinement;
	int signal_fd, lock_fd;
	struct handover *left;		/* for us, by who was before us */
	time_t started;			/* clock_boot() */
	bool stop;
	bool retire;			/* another takes over at once */
	bool again;			/* who starts us is to start another */
	/* The log's folder that we were confined to, and since when it is
	 * another; clock_boot(). */
	uint64_t log_dev, log_ino;
	time_t log_away;
	struct kept kept;

	/* Another program in this place; see nfq/successor.h. */
	char *program;			/* its file; NULL: not known */
	char *const *words;		/* that it begins with */
	bool succeed;			/* now */
	unsigned successions, failed_successions;
};

/* No part is open yet. Takes the rules; `over` is in force with them. */
void daemon_init(struct daemon *d, const char *config_path,
		 struct rules *rules, const struct rules_overrides *over);

/* Starts the threads and returns when it is to end: after SIGTERM or SIGINT,
 * or for another program in its place (d->succeed). The threads have ended
 * then, and in the first case the kernel's table is left as on_stop says. All
 * parts are open before (nfq/start.h). */
void daemon_run(struct daemon *d);

/* Frees all. */
void daemon_close(struct daemon *d);

#endif
