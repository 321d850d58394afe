/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_TRANSFER_H
#define TOOLS_FETCH_TRANSFER_H

/* What the child of a fetch does: gets the list, then its signature. */

#include "tools/fetch/order.h"

void transfer_run(const struct fetch_order *o, struct fetch_answer *a);

#endif
