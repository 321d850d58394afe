/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VENDORS_VENDORS_H
#define TOOLS_VENDORS_VENDORS_H

/* Shared by the words of "cordon vendors". */

#include "ruleset/config/catalogue.h"
#include "ruleset/config/profile.h"
#include "tools/cli/args.h"

/* The catalogue as its files are now, and what the configuration makes of it.
 * A mistake in either ends the program with its lines (EX_CONFIG). */
struct vendors {
	struct config config;
	struct catalogue catalogue;
	struct profile profile;
};

enum { VENDORS_DATE = 16 };

/* "2026-11-29", by the clock, in UTC. */
const char *vendors_today(char text[VENDORS_DATE]);

void vendors_open(struct vendors *v, const struct args *a);
void vendors_close(struct vendors *v);

/* The vendor of an id; an unknown one ends the program with the nearest. */
const struct vendor *vendors_find(const struct vendors *v, const char *id);

/* "off", "observe", "enforce", or "class" of what cannot be matched. */
const char *vendors_mode(const struct vendors *v, const struct vendor *of);

/* The legal basis to cite for a role (profile_cites()); NULL if none reaches
 * it. */
const struct basis *vendors_basis(const struct vendors *v,
				  const struct vendor *of, const char *role);

/* Does the basis bind here? */
bool vendors_basis_holds(const struct vendors *v, const struct vendor *of,
			 const struct basis *b);

/* What happens to entries of a role here: "off", "lawful", "observed",
 * "blocked"; of one that is not enforced "logged", of a prefix that is shared
 * "shown". */
const char *vendors_effect(const struct vendors *v, const struct vendor *of,
			   const char *role, bool enforce, bool shared);

/* What a role means here once its vendor is on: "blocked", "logged" or
 * "lawful". */
const char *vendors_meaning(const struct vendors *v, const struct vendor *of,
			    const char *role, bool enforce);

#endif
