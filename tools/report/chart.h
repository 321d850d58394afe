/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_CHART_H
#define TOOLS_REPORT_CHART_H

/* Pictures of a page, as SVG in it. Each says in words what it shows, and a
 * table beside it has its numbers. */

#include "tools/report/inquiry.h"

enum { CHART_VENDORS = 12, CHART_GATEWAYS = 40 };	/* more have a table
							   only */

/* What was in force, of all and of each vendor. */
void chart_coverage(struct buffer *out, const struct inquiry *f);

/* Day by day what came of a vendor in scope, by its number. */
void chart_days(struct buffer *out, const struct inquiry *f, size_t number);

/* What the colours of chart_days() mean. */
void chart_key(struct buffer *out);

#endif
