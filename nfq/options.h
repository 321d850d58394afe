/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_OPTIONS_H
#define NFQ_OPTIONS_H

/* What cordond was called with; each option is a row of options.c. */

#include <stdbool.h>
#include <stdio.h>

enum action {
	ACTION_RUN,		/* what it does if it is not told another */
	ACTION_CHECK, ACTION_LOAD, ACTION_REMOVE, ACTION_SOCKETS,
	ACTION_REEXEC, ACTION_RETIRE, ACTION_VERSION, ACTION_HELP,
};

struct options {
	const char *config;
	bool verbose;
	enum action action;
};

/* Ends the program with the usage where it is none. Borrows from argv. */
void options_read(struct options *o, int argc, char **argv);

void options_usage(FILE *to);

#endif
