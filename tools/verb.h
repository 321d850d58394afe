/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VERB_H
#define TOOLS_VERB_H

/* The words behind a command that has some: "cordon except add". */

#include "tools/command.h"

struct verb {
	const char *name;
	int min, max;		/* words, itself among them; max -1: any */
	int (*run)(const struct args *a);
};

/* Runs the one of `n` verbs that the first word names, or without words
 * verbs[0]; ends the program with a message (EX_USAGE) where there is none,
 * or too few or many words follow. */
int verb_run(const struct args *a, const char *command,
	     const struct verb *verbs, size_t n);

#endif
