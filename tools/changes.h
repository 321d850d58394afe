/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CHANGES_H
#define TOOLS_CHANGES_H

#include "nfq/event/audit.h"

/* Opens the register of changes beside this log of events, for what the caller
 * of this command changes; audit_close() closes it. */
void changes_open(struct audit *a, const char *event_log);

#endif
