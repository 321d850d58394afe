/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_EVE_NOTICE_H
#define NFQ_EVENT_EVE_NOTICE_H

/* Lines about cordon itself: event_type "cordon" (cordon-eve(5)). */

#include "nfq/event/eve.h"
#include "nfq/event/notice.h"

/* Appends the line with its newline. */
void eve_notice_write(const struct eve *eve, const struct notice *n,
		      struct buffer *out);

#endif
