/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon sync --accept, in the register of changes. */

#include <stdio.h>

#include "tools/changes.h"
#include "tools/cli/who.h"
#include "tools/sync/accepted.h"

static void describe(char text[32], unsigned generation)
{
	snprintf(text, 32, "generation %u", generation);
}

void accepted_note(const struct config *c, const struct gather_options *o,
		   const struct outcome *out)
{
	struct audit audit = { .file = { .fd = -1 } };
	struct buffer ids = { 0 };
	char before[32], after[32];
	const struct audit_change change = {
		.of = o->n == 1 ? o->ids[0] : NULL,
		.before = before, .after = after,
	};

	describe(before, out->before);
	describe(after, out->after ? out->after : out->before);
	for (int i = 0; i < o->n; i++)
		buffer_printf(&ids, "%s%s", i ? ", " : "", o->ids[i]);
	changes_open(&audit, c->log.file);
	audit_change(&audit, "accept", who_uid(), &change, "what guards hold "
		     "back of %s is let through this once%s", o->n > 0 ?
		     ids.p : "all sources", out->status ?
		     ", but not all went well" : "");
	audit_close(&audit);
	buffer_done(&ids);
}
