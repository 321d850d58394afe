/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes SQL. */

#include "tools/query/statement.h"

void statement_done(struct statement *s)
{
	buffer_done(&s->sql);
}

void statement_put(struct statement *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(&s->sql, fmt, ap);
	va_end(ap);
}
