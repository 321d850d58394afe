/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_READING_H
#define TOOLS_SYNC_READING_H

/* What a copy of a source holds, a file or a folder: its digest and, through
 * a guard, its entries. */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/config/guard.h"
#include "ruleset/list/asn.h"
#include "tools/sync/losses.h"

struct reading {
	char content[65];	/* SHA-256 of text and, in a folder, names;
				   "" where it cannot be read */
	char format[16];
	size_t rejects, skipped, urls;
	struct losses lost;	/* samples of these and others */
	size_t asns, announced;	/* AS numbers, and the prefixes they are */
	char asn_fault[160];	/* why they are none; "" */
	char first_reject[200];
	struct fault refused;	/* it is no list at all; the place: in a folder
				   the file */
};

/* `check` has begun; NULL: only the digest. What AS numbers announce is looked
 * up in `asn_database`, NULL or "" for none. */
void reading_do(struct reading *r, const char *path,
		const struct config_source *s, struct guard_check *check,
		const char *asn_database);

/* The AS numbers that a copy names are added to `asns`. */
void reading_name_asns(const char *path, const struct config_source *s,
		       struct asn_names *asns);

#endif
