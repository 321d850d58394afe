/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_FETCH_H
#define TOOLS_FETCH_FETCH_H

/*
 * Fetches lists over HTTP(S), several at once, each in a child without
 * capabilities that cannot write but to the files it is given.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tools/fetch/order.h"

enum fetch_stage { FETCH_WAITS, FETCH_RUNS, FETCH_DONE };

/* Zero, but for the order, to begin with. */
struct fetch {
	struct fetch_order order;
	struct fetch_answer answer;	/* once it is done */
	enum fetch_stage stage;

	pid_t pid;			/* while it runs */
	int pipe;
	int64_t since, until;		/* CLOCK_MONOTONIC, ms */
};

/* How long others are waited for. */
struct fetch_wait {
	int64_t patience;	/* ms since the last was done; 0: for all */
	bool for_one;		/* that one at least is done */
	/* Called now and then, may be NULL: how many are done, how many bytes
	 * have come, which has run longest, NULL if none runs. */
	void (*tell)(void *arg, size_t done, uint64_t bytes,
		     const struct fetch *slowest);
	void *arg;
};

/* Fetches side by side, and fills the answers. Returns how many are not done
 * when patience has ended: to be called again for these, or fetch_end(). */
size_t fetch_some(struct fetch *f, size_t n, const char *user,
		  const struct fetch_wait *w);
/* Ends those that run. */
void fetch_end(struct fetch *f, size_t n);

#endif
