/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_CONTACTS_H
#define NFQ_EVENT_CONTACTS_H

/*
 * Who was let through to what, added up: a table of bounded size, of which each
 * client may fill a part alone, so that what one invents is at the cost of few
 * others. A worker adds to one that lies in its place, and the writer takes
 * that away in exchange for an empty one; neither ever waits for the other.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/address.h"
#include "lib/hash.h"
#include "nfq/inspect/inspect.h"

/* What is told of where it went: a protocol, or that it was none we know. */
enum { CONTACT_TCP = PROTOCOLS, CONTACT_UDP, CONTACT_VIAS };

const char *contact_via(unsigned via);

struct contact {
	struct address client, dst;
	uint8_t mac[6];		/* zero: not known */
	uint16_t port;
	uint8_t via, name_len;
	uint32_t count;		/* since it was written down; 0: nothing new */
	bool written;		/* once at least */
	time_t first, last;	/* of these */
	const char *name;	/* not NUL-terminated; the table's own */
};

struct contacts_part {
	uint32_t n, used;	/* contacts, and bytes of their names */
};

struct contacts {
	struct hash_key key;
	size_t parts, slots, bytes;	/* slots: a power of two; of names */
	struct contacts_part *part;
	struct contact *items;		/* name NULL: free */
	char *names;
};

/* Memory that is touched as it is filled. */
struct contacts *contacts_new(size_t parts, size_t slots, size_t bytes);
void contacts_free(struct contacts *t);

/* One of a worker, of 16 parts. */
struct contacts *contacts_of_worker(void);

/* Adds what was counted of it, whose name is copied; to none but who is there
 * already, without `grow`. *fresh: it was not. False where there is no room. */
bool contacts_add(struct contacts *t, const struct contact *c, bool grow,
		  bool *fresh);
void contacts_clear(struct contacts *t);

/* The next behind item `*i` (0 to begin with), NULL at the end. */
struct contact *contacts_next(const struct contacts *t, size_t *i);

/* --- between worker and writer ----------------------------------------- */

struct contacts_slot {
	_Atomic(struct contacts *) table;	/* NULL: none is to be kept, or
						   the worker has it in hand */
	_Atomic uint64_t missed;		/* contacts without room */
};

/* The worker's: counts it once, at this second. */
void contacts_note(struct contacts_slot *s, const struct contact *c);

/* The writer's: takes `was`, the table that it gave, and leaves `then`; false
 * while the worker has it in hand. */
bool contacts_take(struct contacts_slot *s, struct contacts *was,
		   struct contacts *then);

#endif
