/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_HANDOVER_H
#define LIB_HANDOVER_H

/*
 * What a process leaves to the one that takes its place: open descriptors and
 * numbers, each under a name without blanks. It comes from the program that ran
 * in this very process before (handover_exec()), or else from the service
 * manager, which has kept descriptors meanwhile (sd_listen_fds(3)).
 */

#include <stdbool.h>
#include <stdint.h>

enum { HANDOVER_ITEMS = 160, HANDOVER_NAME = 40 };

struct handover {
	struct handover_item {
		char name[HANDOVER_NAME];
		int fd;			/* -1: it is a number */
		uint64_t number;
	} items[HANDOVER_ITEMS];
	unsigned n;
	bool same;	/* of this process, by handover_exec() */
};

/* --- the one that comes ----------------------------------------------- */

/* Takes what there is, if it is meant for this process, and forgets the
 * environment that told of it. No program inherits the descriptors. */
void handover_receive(struct handover *h);

/* The first descriptor of that name, which is the caller's now; -1: none. */
int handover_take(struct handover *h, const char *name);

/* 0 where there is none of that name. */
uint64_t handover_number(const struct handover *h, const char *name);

/* Closes those that nobody took and whose names begin so; "": all. */
void handover_close(struct handover *h, const char *prefix);

/* --- the one that goes ------------------------------------------------ */

/* Beyond HANDOVER_ITEMS, or without a descriptor (-1), nothing happens. It is
 * borrowed. */
void handover_put(struct handover *h, const char *name, int fd);
void handover_put_number(struct handover *h, const char *name, uint64_t n);

/* Runs the program at `path` in this process, with its name and words in
 * `argv`; only this thread may be left. Returns where that fails: -errno, and
 * all is as before. */
int handover_exec(const struct handover *h, const char *path,
		  char *const *argv);

#endif
