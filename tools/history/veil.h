/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_VEIL_H
#define TOOLS_HISTORY_VEIL_H

/*
 * Pseudonyms in place of clients in what is old in the history, as cordond
 * gives them (nfq/event/privacy.h): privacy.pseudonyms_after. What they did
 * stays, by day and hour; who has no younger events is not in the file any
 * more.
 */

#include "nfq/event/privacy.h"
#include "tools/history/db.h"

/* Those of days before `day`, since 1970; how many clients. */
int64_t veil_clients(struct db *d, const struct privacy *p, int64_t day);

#endif
