/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_ORGANISATION_H
#define RULESET_CONFIG_ORGANISATION_H

/* The words for what an organisation may be: "profile" of the configuration,
 * "profiles" of a legal basis. */

#include <stdbool.h>

#include "lib/suggest.h"

/* Is it one? */
bool organisation_is_known(const char *word);

/* "; did you mean "us-person"?", or "". */
void organisation_suggest(const char *word, char near[SUGGEST_TEXT]);

#endif
