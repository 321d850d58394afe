/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CALLER_H
#define NFQ_CALLER_H

/*
 * Who gave a command, where, and how it reads, as the command itself says: it
 * goes into the register, and with a request to cordond, which believes it of
 * those who may change something.
 */

#include <stdbool.h>
#include <stddef.h>

struct caller {
	char user[64];		/* by name; all may be "" */
	char sudo_user[64];	/* who became that user to do so */
	char tty[32];		/* "pts/3" */
	char command[256];	/* with blanks between its words */
};

/* The line that goes with a request, without a newline, of fewer than `room`
 * bytes: the end of the command is left out where it has to be. False where
 * there is no room for one. */
bool caller_write(const struct caller *c, char *line, size_t room);

/* And back; false, and empty, of anything else. */
bool caller_parse(struct caller *c, const char *line);

#endif
