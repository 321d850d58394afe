/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_PSEUDONYM_H
#define TOOLS_REPORT_PSEUDONYM_H

/*
 * What stands for machines and people in a report that names none: the same in
 * each report of this gateway, and nothing that anybody else could undo by
 * trying all addresses there are, as it is keyed by the gateway's machine-id.
 */

#include <stdbool.h>

#include "lib/hash.h"

enum { PSEUDONYM = 24 };

struct pseudonyms {
	bool on;
	struct hash_key key;
};

/* False where this gateway has no id: nothing stable can be made then. */
bool pseudonym_open(struct pseudonyms *p);

/* "machine-7f3a9c21d0" of a text; an empty one stays empty. */
const char *pseudonym_of(const struct pseudonyms *p, const char *kind,
			 const char *text, char out[PSEUDONYM]);

#endif
