/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_SOURCE_COPY_H
#define RULESET_CONFIG_SOURCE_COPY_H

/* What a source's state.json knows of its last good copy, as far as those who
 * compile need it; "cordon sync" writes it. */

#include <stdbool.h>

#include "ruleset/config/source.h"

struct source_copy {
	char content[65];	/* SHA-256 of what was taken; "": nothing was */
	uint64_t entries;	/* that were in it, special ones too */
	char from[SOURCE_ORIGIN];	/* where it is from, which may be
					   another place than is named now */
	unsigned reading;	/* of which LIST_READING it was judged by */
};

/* `from` is what the configuration names where it is not known. */
void source_copy_read(struct source_copy *c, const char *state,
		      const struct config_source *s);

/* Are these files of a folder, in order, what was taken in? */
bool source_copy_is(const struct source_copy *c, char *const *files, size_t n);

#endif
