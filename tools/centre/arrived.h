/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CENTRE_ARRIVED_H
#define TOOLS_CENTRE_ARRIVED_H

/*
 * What of the log the centre has, as "cordon ship" remembers it for others:
 * STATE/ship/arrived.json. Where it is lost the centre is asked; so who reads
 * it takes it for a hint. It is another user's file.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "ruleset/config/config.h"

enum { ARRIVED_STREAM = 48, ARRIVED_TEXT = 256, ARRIVED_STREAMS = 256 };

struct arrived_stream {
	char stream[ARRIVED_STREAM];
	uint64_t last;		/* number that arrived; 0: none */
};

struct arrived {
	char gateway[ARRIVED_TEXT], error[ARRIVED_TEXT];
	time_t tried, well;	/* last time it was, and went well; 0 */
	uint64_t sent;		/* lines since it was started */
	uint64_t missing;	/* numbers that are in no file any more, ever */
	struct arrived_stream *streams;
	size_t n;
};

/* False where there is none. arrived_done() in either case. */
bool arrived_read(struct arrived *a, const struct config *c);
/* 0 or -errno. */
int arrived_write(const struct arrived *a, const struct config *c);
void arrived_done(struct arrived *a);

/* The stream's row, which is made; NULL where there are too many. */
struct arrived_stream *arrived_stream(struct arrived *a, const char *stream);

/* Has the centre all of it up to there? */
bool arrived_has(const struct arrived *a, const char *stream, uint64_t last);

#endif
