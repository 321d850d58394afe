/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LISTS_NUMBER_H
#define TOOLS_LISTS_NUMBER_H

/* A generation's number; ends the program if the word is none (EX_USAGE). */
unsigned number_of(const char *word);

/* The generation before a number, 0 without. */
unsigned number_before(const char *state, unsigned number);

#endif
