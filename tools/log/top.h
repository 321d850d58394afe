/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_TOP_H
#define TOOLS_LOG_TOP_H

#include "tools/cli/answer.h"
#include "tools/query/counts.h"

/* What was counted, sorted: the first `most` of it. */
void top_put(struct answer *an, const struct counts *c, size_t most);

#endif
