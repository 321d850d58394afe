/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_STATEMENT_H
#define TOOLS_QUERY_STATEMENT_H

/* SQL that is being written. */

#include "lib/buffer.h"

struct dialect;

/* Zero-initialise all but the dialect to start. */
struct statement {
	const struct dialect *dialect;
	const char *gateway;	/* of this alone; NULL: any */
	struct buffer sql;
};

void statement_done(struct statement *s);

void statement_put(struct statement *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
