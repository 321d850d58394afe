/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_LINK_H
#define TOOLS_CAPTURE_LINK_H

/* Link layers of captures (tcpdump.org/linktypes.html). */

#include <stdbool.h>
#include <stdint.h>

#include "lib/cursor.h"

enum { LINK_ETHERNET = 1, ETHER_IPV4 = 0x0800, ETHER_IPV6 = 0x86dd };

struct link_source {
	uint8_t mac[6];
	bool has_mac;
};

/* What lies behind a frame's headers, VLAN tags and PPPoE, if that is IPv4
 * or IPv6; else an empty cursor. `link` is a LINKTYPE. */
struct cursor link_payload(uint32_t link, struct cursor frame,
			   struct link_source *from);

#endif
