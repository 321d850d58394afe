/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modes in words. */

#include <stdio.h>
#include <string.h>

#include "tools/cli/modes.h"
#include "tools/cli/paint.h"

bool modes_refuse_nothing(const struct jsontree_node *status)
{
	const char *enforce = mode_words[MODE_ENFORCE];

	if (strcmp(jsontree_text(status, "mode"), enforce) == 0)
		return false;
	jsontree_each(v, jsontree_at(status, "vendors"))
		if (strcmp(jsontree_text(v, "mode"), enforce) == 0)
			return false;
	return true;
}

const char *modes_after(const struct config *c,
			const struct jsontree_node *status,
			const struct jsontree_node *timed)
{
	const char *id = jsontree_text(timed, "vendor");
	const struct config_vendor *v = config_vendor(c, id);

	if (!*id)
		return mode_words[c->mode];
	return !v || v->mode == MODE_INHERIT ? jsontree_text(status, "mode") :
	       mode_words[v->mode];
}

const char *modes_origin(const struct jsontree_node *status,
			 char out[MODES_ORIGIN])
{
	const char *origin = jsontree_text(status, "mode_origin");

	snprintf(out, MODES_ORIGIN, strcmp(origin, "default") == 0 ? "by %s" :
		 "from %s", paint_safe(origin));
	return out;
}
