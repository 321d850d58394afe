/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_ANEW_H
#define TOOLS_ARCHIVE_ANEW_H

/* Files that were sealed anew, and wait for their names. */

#include "tools/archive/ledger.h"
#include "tools/archive/store.h"

#define ANEW_NAME ".anew"	/* behind the name it is to have */

/* Those of which the ledger has the hash get their names: whoever wrote it was
 * killed just then. All others go. */
void anew_take_up(const struct store *store, const struct ledger *l);

#endif
