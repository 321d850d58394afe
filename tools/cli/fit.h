/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_FIT_H
#define TOOLS_CLI_FIT_H

/* Which columns of a table have room, and how much. */

#include <stddef.h>

struct fit {
	unsigned wide;		/* that it would take; then that it gets, 0
				   where it is left out */
	unsigned least;		/* that its text may be folded to; 0: it is
				   not, but where nothing else helps */
	unsigned give;		/* left out for want of room, the greatest
				   first; 0: never */
};

/* Fits columns with a blank between them into `room`; 0: there is enough. */
void fit_columns(struct fit *c, size_t n, unsigned room);

#endif
