/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_CONNECTION_H
#define NFQ_JUDGE_CONNECTION_H

/* Which TCP connection is a client's segment of? Ports are used again, SYNs
 * may be forged, and mostly the SYN was not seen. */

#include "nfq/packet/flow.h"

/* Its flow, begun with it if it is a SYN; NULL if it is the first segment
 * that is seen. */
struct flow *connection_find(struct flow_table *t, const struct packet *p);

/*
 * Cannot come from the same client by the same way: another TTL than the first
 * packet's, or data before the connection's first byte (but a byte to keep it
 * alive).
 */
bool connection_is_at_odds(const struct flow *f, const struct packet *p);

/* The first byte that was not let through, which is the one that the server
 * awaits; `p` is not in the flow's stream yet. NULL: no flow. */
uint32_t connection_awaits(const struct flow *f, const struct packet *p);

#endif
