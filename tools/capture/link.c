/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a captured frame to the IP packet in it. */

#include <string.h>

#include "tools/capture/link.h"

enum {
	LINK_NULL = 0, LINK_ETHERNET = 1, LINK_PPP = 9, LINK_RAW_BSD = 12,
	LINK_PPP_HDLC = 50, LINK_PPP_ETHER = 51, LINK_RAW = 101,
	LINK_LOOP = 108, LINK_LINUX_SLL = 113, LINK_IPV4 = 228,
	LINK_IPV6 = 229, LINK_LINUX_SLL2 = 276,

	ETHER_IPV4 = 0x0800, ETHER_IPV6 = 0x86dd, ETHER_VLAN = 0x8100,
	ETHER_QINQ = 0x88a8, ETHER_QINQ_OLD = 0x9100, ETHER_PPPOE = 0x8864,
	PPP_IPV4 = 0x0021, PPP_IPV6 = 0x0057,
	VLAN_TAGS_MAX = 4,
};

/* IP behind an EtherType, through VLAN tags and PPPoE; an empty cursor for
 * anything else. */
static struct cursor behind_ethertype(struct cursor c, uint16_t type)
{
	const struct cursor none = { .left = 0 };

	for (int tags = 0; tags <= VLAN_TAGS_MAX; tags++) {
		switch (type) {
		case ETHER_IPV4:
		case ETHER_IPV6:
			return c;
		case ETHER_VLAN:
		case ETHER_QINQ:
		case ETHER_QINQ_OLD:
			cursor_skip(&c, 2);
			type = cursor_u16(&c);
			break;
		case ETHER_PPPOE:		/* RFC 2516 4 */
			cursor_skip(&c, 6);
			type = cursor_u16(&c);
			return type == PPP_IPV4 || type == PPP_IPV6 ? c : none;
		default:
			return none;
		}
	}
	return none;
}

/* RFC 1662, RFC 1661 2: address and control may be left out, and the upper
 * half of the protocol. */
static struct cursor behind_ppp(struct cursor c)
{
	const struct cursor none = { .left = 0 };
	uint16_t protocol;

	if (c.left >= 2 && c.p[0] == 0xff && c.p[1] == 0x03)
		cursor_skip(&c, 2);
	protocol = cursor_u8(&c);
	if (!(protocol & 1))
		protocol = (uint16_t)(protocol << 8 | cursor_u8(&c));
	return protocol == PPP_IPV4 || protocol == PPP_IPV6 ? c : none;
}

struct cursor link_payload(uint32_t link, struct cursor p,
			   struct link_source *from)
{
	uint16_t type;
	struct span mac;

	from->has_mac = false;
	switch (link) {
	case LINK_ETHERNET:
		cursor_skip(&p, 6);
		mac = cursor_take(&p, 6);
		if (mac.len == sizeof(from->mac)) {
			memcpy(from->mac, mac.p, mac.len);
			from->has_mac = true;
		}
		type = cursor_u16(&p);
		return behind_ethertype(p, type);
	case LINK_LINUX_SLL:
		cursor_skip(&p, 14);
		type = cursor_u16(&p);
		return behind_ethertype(p, type);
	case LINK_LINUX_SLL2:
		type = cursor_u16(&p);
		cursor_skip(&p, 18);
		return behind_ethertype(p, type);
	case LINK_PPP:
	case LINK_PPP_HDLC:
		return behind_ppp(p);
	case LINK_PPP_ETHER:
		cursor_skip(&p, 6);
		return behind_ppp(p);
	case LINK_NULL:
	case LINK_LOOP:
		cursor_skip(&p, 4);
		return p;
	case LINK_RAW_BSD:
	case LINK_RAW:
	case LINK_IPV4:
	case LINK_IPV6:
		return p;
	default:
		return (struct cursor) { .left = 0 };
	}
}
