/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_REREAD_H
#define RULESET_GENERATION_REREAD_H

/* Which entries of a source come and go as its copy is read otherwise. */

#include "lib/conf_report.h"
#include "ruleset/config/source.h"
#include "ruleset/generation/generation.h"

struct reread {
	size_t came, went;	/* names with what they cover, prefixes */
};

/* From `before` to `after`, which must have the same sources; the first of
 * each are remarks in `report`, at the source's place. */
struct reread reread_source(const struct generation *before,
			    const struct generation *after,
			    const struct config_source *s,
			    struct conf_report *report);

#endif
