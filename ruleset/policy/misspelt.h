/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_MISSPELT_H
#define RULESET_POLICY_MISSPELT_H

/*
 * A source may have a vendor and a role of its own, so that one that is
 * misspelt is no mistake by itself. It is one to those who look: where it is
 * nearly a word of the catalogue, and a vendor has no title, as one of its own
 * would have.
 */

#include <stdbool.h>

#include "ruleset/config/config.h"
#include "ruleset/index/legend.h"

/* Complains of those of the sources; true if there is none. `l` is of a
 * generation that was compiled from `c`. */
bool misspelt_check(const struct legend *l, const struct config *c,
		    struct conf_report *report);

#endif
