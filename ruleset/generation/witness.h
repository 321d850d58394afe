/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_WITNESS_H
#define RULESET_GENERATION_WITNESS_H

/* What was made before now, if the clock is right: the program, the
 * configuration, what is in force, registers. */

#include <stdbool.h>
#include <time.h>

#include "ruleset/config/config.h"

/* The youngest that is known; what is NULL for nothing. */
struct witness {
	char *what;
	time_t made;
};

/* Asks all of that, of a configuration that was read from `path`.
 * witness_done() frees. */
void witness_ask(struct witness *w, const char *path, const struct config *c);
void witness_done(struct witness *w);

/* Takes it instead, if it is younger; copies `what`. */
void witness_take(struct witness *w, const char *what, time_t made);

/* Does it say that `now` is over already? By more than clocks of two machines
 * may differ. */
bool witness_belies(const struct witness *w, time_t now);

#endif
