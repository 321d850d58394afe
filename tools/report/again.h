/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_AGAIN_H
#define TOOLS_REPORT_AGAIN_H

/*
 * A report made again from the files of the log, and held against one that was
 * made before: who has both needs to believe neither. Compared are counts,
 * days, vendors, machines, destinations and stretches, and, by the register and
 * the catalogue of today, exceptions, changes and the law. Names of machines
 * may change, which is told and no difference; what goes on goes on.
 */

#include "tools/report/inquiry.h"

/* The command that does it for this report; the caller frees. */
char *again_command(const struct inquiry *f);

/* Compares with a page or JSON in a->compare, made by `put`; what differs is
 * told. 0, 1 where something does, or an exit status. */
int again_run(struct inquiry *f, const struct buffer *json);

#endif
