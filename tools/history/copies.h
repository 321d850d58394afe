/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_COPIES_H
#define TOOLS_HISTORY_COPIES_H

/*
 * Copies of the history, STATE/history-2026-11.db: what is older than the
 * sealed files is nowhere else. One a month, and one before a sealed file
 * leaves that none has yet; the last COPIES_KEPT stay. A history that is
 * damaged or gone begins as the youngest copy that is whole.
 */

#include <time.h>

#include "tools/archive/ledger.h"
#include "tools/history/history.h"

enum { COPIES_KEPT = 2 };

/* Is one of this month there? */
bool copies_have(const struct history *h, time_t now);

/* Has the youngest all lines of the sealed file? */
bool copies_cover(const struct history *h, const struct ledger_entry *e);

/* Makes the one of this month, in the place of one that is there, readable for
 * who reads the history; removes what is too old, and what is of months to
 * come. d->error as ever; without room for it the history itself is well. */
bool copies_make(struct history *h, time_t now, struct fault *why);

/* Removes all, as they have what the history is not to have any more. */
void copies_remove(const struct history *h);

#endif
