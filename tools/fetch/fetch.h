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

#include "lib/fault.h"
#include "ruleset/config/source.h"

enum fetch_result {
	FETCH_NEW,
	FETCH_SAME,	/* 304: what we have is what there is */
	FETCH_FAILED,	/* may work another time */
	FETCH_REFUSED,	/* leads where it must not, or is too large */
};

/* What a child says; its parent does not take its word for more. */
struct fetch_answer {
	enum fetch_result result;
	unsigned tries;
	char etag[256], modified[64];	/* of what was fetched */
	char address[64];		/* that it came from */
	char why[FAULT_WHAT + 64];	/* "" if all is well */
};

struct fetch {
	const struct config_source *source;
	const char *etag, *modified;	/* of what we have, "" if nothing */
	int body, signature;		/* files to write; signature may be
					   -1 */
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

/* tools/fetch/transfer.c: what the child does. */
void transfer(const struct fetch *f, struct fetch_answer *a);

#endif
