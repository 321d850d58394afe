/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_EVE_H
#define NFQ_EVENT_EVE_H

/*
 * Events as Suricata's EVE JSON, one line each. Keys of its schema stand at the
 * top; what is cordon's own is in the object "cordon", in alert.metadata
 * (arrays of strings) and in alert.context: cordon-eve(5).
 */

#include <net/if.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/hash.h"
#include "nfq/event/event.h"

enum { EVE_GATEWAY = 96, EVE_IFACES = 64 };

/* The name of an interface, as of a second ago at most. */
struct eve_iface {
	uint32_t index;		/* 0: none */
	time_t asked;
	char name[IF_NAMESIZE];	/* "": it has none */
};

/* What an event does not know by itself. */
struct eve {
	char host[64];
	char gateway[EVE_GATEWAY];
	struct hash_key key;	/* of flow ids */
	const char *stream;	/* NULL: lines of no log, without numbers */
	uint64_t seq;		/* of the line to be written */
	struct eve_iface *ifaces;	/* EVE_IFACES of them, by index */
};

void eve_init(struct eve *e);
void eve_done(struct eve *e);

/* The gateway's name: the one that is configured, or, if that is "", the
 * host's and a part of a keyed hash of machine-id(5), if it can be read. */
void eve_name(struct eve *e, const char *configured);

/* Earlier ones that one line stands for. */
struct eve_repeat {
	unsigned count;		/* how many more; 0: a line of its own */
	struct timespec first, last;
};

/* Appends the line with its newline. */
void eve_write(const struct eve *eve, const struct event *e,
	       const struct eve_repeat *repeat, struct buffer *out);

#endif
