/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_ERASE_H
#define TOOLS_LOG_ERASE_H

/*
 * Takes a client out of the log, the history and what was made of them. What
 * is to be done is written down first, so that somebody who is killed is gone
 * on for.
 */

#include "ruleset/config/config.h"
#include "tools/archive/erasure.h"
#include "tools/archive/seal.h"

struct erase_result {
	int64_t events;		/* that the history had of it */
	uint64_t lines;		/* of the log that named it */
	unsigned files;		/* of the log */
	struct buffer gone;	/* other files that named it, and went */
	struct buffer left;	/* files that it may still be in, and why */
};

/* All of it; false, and why, where it could not be done to its end. cordond
 * must have written what it held back. erase_done() in either case. */
bool erase_client(const struct config *c, const struct blot *client,
		  const char *by, struct erase_result *result,
		  struct fault *why);
void erase_done(struct erase_result *result);

/* What somebody who was killed had begun; true where there was nothing. */
bool erase_resume(const struct config *c, struct fault *why);

#endif
