/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_CLASHNAME_H
#define RULESET_LIST_CLASHNAME_H

/* Names and addresses as mihomo, Clash and Surge's DOMAIN-SET write them: bare
 * is that name alone, "+." it and all below it. */

#include "ruleset/list/reader.h"

bool clashname_look(struct span text);
void clashname_put(struct list_reader *r, struct span text);

#endif
