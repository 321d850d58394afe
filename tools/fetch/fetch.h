/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_FETCH_H
#define TOOLS_FETCH_FETCH_H

/*
 * Fetches lists over HTTP(S), several at once, each in a child without
 * capabilities that cannot write but to the files it is given.
 */

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tools/fetch/order.h"

struct fetch {
	struct fetch_order order;
	struct fetch_answer answer;

	pid_t pid;			/* while it runs */
	int pipe;
	int64_t until;			/* CLOCK_MONOTONIC, ms */
};

/* Fills the answers of `n` fetches. `tell` is called now and then with how
 * many are done and how many bytes have come; it may be NULL. */
void fetch_all(struct fetch *f, size_t n, const char *user,
	       void (*tell)(void *arg, size_t done, uint64_t bytes),
	       void *arg);

#endif
