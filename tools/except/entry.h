/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_EXCEPT_ENTRY_H
#define TOOLS_EXCEPT_ENTRY_H

/* An entry of the register of exceptions, as it is shown. */

#include "ruleset/config/exception.h"
#include "tools/cli/answer.h"

/* "kaspersky/update www.example.com", "www.example.com": what it lets a client
 * reach. */
void entry_describe(const struct exception *e, char *out, size_t size);

/* "active", "removed", "over", or "not yet". */
const char *entry_state(const struct exception *e, time_t now);

/* A list of them, for all forms; for all but people. */
extern const struct grid entry_grid, entry_rows;

void entry_put(struct answer *an, const struct exception *e,
	       const char *state);

/* What has become of one: as a list of one, and as a sentence. */
void entry_tell(const struct args *a, const struct exception *e,
		const char *state, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
