/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_SURICATA_RULE_H
#define RULESET_LIST_SURICATA_RULE_H

#include "ruleset/list/reader.h"

bool suricata_rule_looks(struct span line);

/* Adds the name or the addresses that a rule is about; "pass" lets pass. What
 * asks for more is skipped. */
void suricata_rule_put(struct list_reader *r, struct span line);

#endif
