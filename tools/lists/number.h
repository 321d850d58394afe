/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_NUMBER_H
#define TOOLS_LISTS_NUMBER_H

#include <stdbool.h>

/* A generation's number; ends the program if the word is none (EX_USAGE). */
unsigned number_of(const char *word);

/* Is there one of this number? */
bool number_is_there(const char *state, unsigned number);

/* The last one that has other lists than the current one, and was before those;
 * 0 without. */
unsigned number_of_lists_before(const char *state);

/* The generation before a number, 0 without. */
unsigned number_before(const char *state, unsigned number);

#endif
