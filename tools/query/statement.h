/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_STATEMENT_H
#define TOOLS_QUERY_STATEMENT_H

/* SQL that is being written, with the values that are bound to it. */

#include "lib/buffer.h"

enum { STATEMENT_VALUES = 128 };

struct dialect;

/* Zero-initialise all but the dialect to start. */
struct statement {
	const struct dialect *dialect;
	const char *gateway;	/* of this alone; NULL: any */
	struct buffer sql;
	const char *values[STATEMENT_VALUES];	/* borrowed */
	unsigned nvalues;
};

void statement_done(struct statement *s);

void statement_put(struct statement *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
