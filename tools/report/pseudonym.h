/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_PSEUDONYM_H
#define TOOLS_REPORT_PSEUDONYM_H

/*
 * What stands for machines and people in a report that names none: the same in
 * each report of this gateway, and nothing that anybody else could undo by
 * trying all addresses there are, as it is keyed by the gateway's machine-id.
 * Where "privacy" gave clients pseudonyms, in the log or in what is old of the
 * history, a machine and its pseudonym there have one name here.
 */

#include "nfq/event/privacy.h"

enum { PSEUDONYM = 24 };

struct pseudonyms {
	bool on;
	struct hash_key key;
	struct privacy joined;	/* without a key: there are no pseudonyms */
};

/* False where this gateway has no id: nothing stable can be made then. */
bool pseudonym_open(struct pseudonyms *p);

/* Joins them with those of this gateway's log and history: 0, or -errno where
 * the secret that those come of cannot be read. */
int pseudonym_join(struct pseudonyms *p, const struct config *c);

/* Of a machine, by its MAC or, where that is "", its address. */
const char *pseudonym_machine(const struct pseudonyms *p, const char *mac,
			      const char *address, char out[PSEUDONYM]);

/* "machine-7f3a9c21d0" of a text; an empty one stays empty. */
const char *pseudonym_of(const struct pseudonyms *p, const char *kind,
			 const char *text, char out[PSEUDONYM]);

#endif
