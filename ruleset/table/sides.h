/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_SIDES_H
#define RULESET_TABLE_SIDES_H

/* The chains that tell from which side a packet comes: from a client, from
 * outside, from this gateway; and whether it answers what was opened. */

#include "ruleset/table/chain.h"

/* Fills forward, outside, inside, around, answers, replies, output and
 * input. */
void sides_write(struct table_writer *w);

#endif
