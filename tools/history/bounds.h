/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_BOUNDS_H
#define TOOLS_HISTORY_BOUNDS_H

/*
 * How many different things one may bring into the history in a day: what a
 * client sends is its own choice, and must not let the history grow without
 * end. What was there before the bound was reached stays there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/hash.h"

struct bounds;

struct bounds *bounds_new(void);
void bounds_free(struct bounds *b);

/* Of the day and the one who brings it: is there room for the thing among
 * `most`, or was it there? */
bool bounds_take(struct bounds *b, uint32_t day, const char *who,
		 const char *what, uint32_t most);

/* Days that were begun; and forgets those before `day`. */
bool bounds_knows(const struct bounds *b, uint32_t day);
void bounds_begin(struct bounds *b, uint32_t day);
void bounds_forget(struct bounds *b, uint32_t day);

#endif
