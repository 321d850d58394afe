/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_NAMEBOOK_H
#define NFQ_EVENT_NAMEBOOK_H

/*
 * The names that DNS answers gave to addresses. It belongs to the writer
 * thread, names events that have an address alone, and decides nothing: many
 * names share an address. Of one client's answers and another's the client's
 * own count; hosts ask over IPv4 for what they reach over IPv6, so another's
 * count too, and the reader is told.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/address.h"
#include "lib/name.h"

struct namebook;

/*
 * 16,384 entries of 192 bytes, 3 MiB, touched as they are used. In each of
 * the sets of four, which are chosen by a keyed hash, a new one takes the
 * place of what is over or was used longest ago.
 */
enum {
	NAMEBOOK_ENTRIES = 16384,
	NAMEBOOK_NAME = 172,	/* of a longer one the end is kept */
	NAMEBOOK_TTL_MIN = 60, NAMEBOOK_TTL_MAX = 3600,
};

struct namebook *namebook_new(void);
void namebook_free(struct namebook *b);

/* A client was told at `now` that the name has this address. */
void namebook_add(struct namebook *b, const struct address *client,
		  const struct address *address, const struct name *name,
		  uint32_t ttl, time_t now);

/* Which name was it? Borrowed until the next call; NULL if none is known.
 * *other: another client was told, not this one. */
const char *namebook_find(struct namebook *b, const struct address *client,
			  const struct address *address, time_t now,
			  bool *other);

#endif
