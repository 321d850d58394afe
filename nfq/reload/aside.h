/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_ASIDE_H
#define NFQ_RELOAD_ASIDE_H

/*
 * A thread for what takes seconds of the processor, as new lists do: it gives
 * way to whatever else wants to run, first of all to packets, and who waits
 * for it can do something meanwhile.
 */

struct aside;

/* NULL: no thread can be had. */
struct aside *aside_start(void);

/* Runs job(arg) in it and returns when that is done; until then calls
 * meanwhile(arg) every half second. Never from within a job. */
void aside_run(struct aside *a, void (*job)(void *), void (*meanwhile)(void *),
	       void *arg);

/* Ends the thread; NULL is fine. */
void aside_stop(struct aside *a);

#endif
