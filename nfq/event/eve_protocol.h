/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_EVE_PROTOCOL_H
#define NFQ_EVENT_EVE_PROTOCOL_H

#include "lib/json.h"
#include "nfq/event/event.h"

/* The object of an event that has a protocol, under the protocol's word; for
 * eve_write(). */
void eve_protocol_put(struct json *j, const struct event *e);

#endif
