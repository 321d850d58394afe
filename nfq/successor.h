/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_SUCCESSOR_H
#define NFQ_SUCCESSOR_H

/*
 * Another program takes our place while packets come: a new version of it, or
 * the same with another configuration, in the same process. Queues stay bound,
 * what comes meanwhile waits in them, and nothing passes that was not judged.
 */

#include "nfq/daemon.h"

/* --- the one that goes ------------------------------------------------ */

/* Runs it, once daemon_run() has ended. Returns where that fails, after a
 * message, and then daemon_run() may go on. */
void successor_run(struct daemon *d);

/* --- the one that comes ----------------------------------------------- */

/* What is handed on beside what each part of the daemon takes itself. */
#define SUCCESSOR_LOCK "lock"
#define SUCCESSOR_CONTROL "control"
#define SUCCESSOR_NOTIFY "notify"

/* Goes on with the numbers in what was left (d->left). */
void successor_begin(struct daemon *d);

/* --- who asks for it -------------------------------------------------- */

/* Has the cordond that runs in this folder (config.run) do so and waits until
 * it has: an exit status, after a message where it has not. EX_TEMPFAIL: it
 * takes a restart, EX_UNAVAILABLE: none is running. */
int successor_ask(const char *run);

#endif
