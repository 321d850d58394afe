/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_TYPED_H
#define RULESET_LIST_TYPED_H

/* Indicators whose type is said beside them (MISP, OTX, ThreatFox). */

#include "ruleset/list/reader.h"

/* Is it a word for what a name, an address or a URL is? */
bool typed_is_word(struct span type);

/* Adds a value as its type has it; what is of another type is skipped. */
void typed_put(struct list_reader *r, struct span type, struct span value);

#endif
