/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_PROGRESS_H
#define TOOLS_CLI_PROGRESS_H

/* How far a long command has come, on stderr: a line that changes while it is
 * a terminal, and one line a phase, when it ends, in any case. */

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool terminal;
	const char *phase;
	int64_t shown;		/* ms, of the last change */
};

void progress_begin(struct progress *p, const char *phase);
/* Only on a terminal, and not too often. */
void progress_show(struct progress *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void progress_end(struct progress *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* A line of its own in the middle of a phase. */
void progress_line(struct progress *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
