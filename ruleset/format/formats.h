/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_FORMAT_FORMATS_H
#define RULESET_FORMAT_FORMATS_H

/* What each format has: how much a line looks like it, and its reader. */

#include "ruleset/format/format.h"

void plain_parse(struct list_reader *r);

#endif
