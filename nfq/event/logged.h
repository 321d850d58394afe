/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_LOGGED_H
#define NFQ_EVENT_LOGGED_H

/* Events of what the kernel decided without us and logged. */

#include "nfq/event/event.h"
#include "nfq/event/nflog.h"

/* Of a packet that was decided by address or port: false if no rule of these
 * says so, for the lists may have changed since the kernel logged it. */
bool logged_decision(struct event *e, const struct rules *rules,
		     const struct nflog_packet *n, const struct timespec *now);

/* Of one to a resolver of fallback_resolvers; of no rule yet. */
void logged_fallback(struct event *e, const struct rules *rules,
		     const struct nflog_packet *n, const struct timespec *now);

#endif
