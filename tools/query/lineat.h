/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_LINEAT_H
#define TOOLS_QUERY_LINEAT_H

/* One line of the log, by its number. */

#include "tools/archive/store.h"
#include "tools/archive/ledger.h"

struct lineat {
	char *line;		/* NULL: there is none */
	char stream[LEDGER_STREAM];
};

/* Of a stream, or with NULL of the one that has such a number and was written
 * last. False where there is none. lineat_done() frees. */
bool lineat_find(struct lineat *at, const struct store *store,
		 const char *stream, uint64_t seq);
void lineat_done(struct lineat *at);

#endif
