/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_NEIGHBOURS_H
#define NFQ_EVENT_NEIGHBOURS_H

/*
 * Which hosts the kernel knows behind an interface, by address and MAC (ARP,
 * RFC 826; neighbour discovery, RFC 4861). Who forges an address on the same
 * network has another MAC. It belongs to the writer thread; the kernel is
 * asked at most every other second.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/address.h"

enum { NEIGHBOURS_MAX = 65536 };

struct neighbours;

struct neighbours *neighbours_new(void);
void neighbours_free(struct neighbours *n);

/* Is this the MAC of that address, there? `now`: clock_boot(). */
bool neighbours_has(struct neighbours *n, uint32_t interface,
		    const struct address *a, const uint8_t mac[6], time_t now);

#endif
