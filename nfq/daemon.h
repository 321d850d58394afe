/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_DAEMON_H
#define NFQ_DAEMON_H

/* cordond as a whole: its parts, and the main thread that runs them. */

#include <stdbool.h>
#include <time.h>

#include "nfq/control.h"
#include "nfq/enforcer.h"
#include "nfq/reload/lapse.h"
#include "nfq/reload/reload.h"
#include "nfq/worker/answerer.h"
#include "nfq/worker/workers.h"

struct daemon {
	struct shared shared;		/* the rules in force */
	struct reloader reloader;	/* how they change */
	struct lapse lapse;
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
	time_t started;			/* clock_boot() */
	bool stop;
};

/* No part is open yet. Takes the rules. */
void daemon_init(struct daemon *d, const char *config_path,
		 struct rules *rules);

/* Starts the threads and returns after SIGTERM or SIGINT. All parts are open
 * then (nfq/start.h). */
void daemon_run(struct daemon *d);

/* Leaves the kernel's table as on_stop says, ends the threads and frees all. */
void daemon_close(struct daemon *d);

#endif
