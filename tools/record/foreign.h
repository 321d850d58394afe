/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_FOREIGN_H
#define TOOLS_RECORD_FOREIGN_H

/*
 * Lines that Suricata writes beside its alerts: of what it dropped, and of the
 * names that it read ("drop", "tls", "quic", "http", and "dns", of which only
 * questions are somebody's). Where a file is named they are events, too: what
 * was dropped is blocked, the rest logged.
 */

#include "tools/record/record.h"

/* Makes an event of such a line; the tree is filled anew, and borrowed like the
 * line. False, and it is as it was: no such line. */
bool foreign_read(struct record *r, struct jsontree *tree, const char *line,
		  size_t len);

#endif
