/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_READING_H
#define TOOLS_SYNC_READING_H

/* What a copy of a source holds, a file or a folder: its digest and, through
 * a guard, its entries. */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/config/guard.h"

struct reading {
	char content[65];	/* SHA-256 of text and, in a folder, names;
				   "" where it cannot be read */
	char format[16];
	size_t rejects, skipped;
	char first_reject[200];
	struct fault refused;	/* it is no list at all; the place: in a folder
				   the file */
};

/* `check` has begun; NULL: only the digest. */
void reading_do(struct reading *r, const char *path,
		const struct config_source *s, struct guard_check *check);

#endif
