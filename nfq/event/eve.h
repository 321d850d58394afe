/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_EVE_H
#define NFQ_EVENT_EVE_H

/*
 * Events as Suricata's EVE JSON, one line each. Only keys of its schema stand
 * at the top; what is cordon's own is in alert.metadata (arrays of strings)
 * and alert.context, where the schema is open. docs: README, "Events".
 */

#include <time.h>

#include "lib/buffer.h"
#include "lib/hash.h"
#include "nfq/event/event.h"

/* What an event does not know by itself. */
struct eve {
	char host[64];
	struct hash_key key;	/* of flow ids */
};

void eve_init(struct eve *e);

/* Earlier ones that one line stands for. */
struct eve_repeat {
	unsigned count;		/* how many more; 0: a line of its own */
	struct timespec first, last;
};

/* Appends the line with its newline. */
void eve_write(const struct eve *eve, const struct event *e,
	       const struct eve_repeat *repeat, struct buffer *out);

#endif
