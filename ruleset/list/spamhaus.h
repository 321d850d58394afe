/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_SPAMHAUS_H
#define RULESET_LIST_SPAMHAUS_H

#include "ruleset/list/reader.h"

/* Objects in a row, each with a prefix, an AS or both. */
void spamhaus_read(struct list_reader *r);

#endif
