/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_PLAIN_H
#define RULESET_LIST_PLAIN_H

/* Lines of plain lists, which stand among others too. */

#include "ruleset/list/reader.h"

/* A line without its comment, as in a list of names. */
void plain_put_line(struct list_reader *r, struct span line);

#endif
