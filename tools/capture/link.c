/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a captured frame to the IP packet in it. */

#include <string.h>

#include "lib/array.h"
#include "tools/capture/link.h"

enum {
	LINK_NULL = 0, LINK_PPP = 9, LINK_RAW_BSD = 12,
	LINK_PPP_HDLC = 50, LINK_PPP_ETHER = 51, LINK_RAW = 101,
	LINK_WLAN = 105, LINK_LOOP = 108, LINK_LINUX_SLL = 113,
	LINK_RADIOTAP = 127, LINK_IPV4 = 228, LINK_IPV6 = 229,
	LINK_LINUX_SLL2 = 276,

	ETHER_VLAN = 0x8100,
	ETHER_QINQ = 0x88a8, ETHER_QINQ_OLD = 0x9100, ETHER_PPPOE = 0x8864,
	PPP_IPV4 = 0x0021, PPP_IPV6 = 0x0057,
	VLAN_TAGS_MAX = 4,

	/* IEEE 802.11 9.2.4.1: of the first byte and the second. */
	WLAN_KIND = 0x0f, WLAN_DATA = 0x08, WLAN_EMPTY = 0x40, WLAN_QOS = 0x80,
	WLAN_FOUR = 0x03, WLAN_PROTECTED = 0x40, WLAN_CONTROL = 0x80,
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

/* A frame of data that is not encrypted, of three addresses or four, with LLC
 * and SNAP (IEEE 802.2) before its EtherType. */
static struct cursor behind_wlan(struct cursor c)
{
	static const uint8_t snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };
	const struct cursor none = { .left = 0 };
	uint8_t kind = cursor_u8(&c), flags = cursor_u8(&c);
	struct span llc;

	if ((kind & WLAN_KIND) != WLAN_DATA || kind & WLAN_EMPTY ||
	    flags & WLAN_PROTECTED)
		return none;
	cursor_skip(&c, 2 + 3 * 6 + 2);	/* duration, addresses, sequence */
	if ((flags & WLAN_FOUR) == WLAN_FOUR)
		cursor_skip(&c, 6);
	if (kind & WLAN_QOS)
		cursor_skip(&c, flags & WLAN_CONTROL ? 2 + 4 : 2);
	llc = cursor_take(&c, sizeof(snap));
	if (llc.len == 0 || memcmp(llc.p, snap, sizeof(snap)) != 0)
		return none;
	return behind_ethertype(c, cursor_u16(&c));
}

/* What the receiver knows of a frame stands before it (radiotap.org): its
 * length in the third byte and the fourth. */
static struct cursor behind_radiotap(struct cursor c)
{
	size_t length = (cursor_skip(&c, 2), cursor_u8(&c));

	length |= (size_t)cursor_u8(&c) << 8;
	if (length < 4)
		return (struct cursor) { .left = 0 };
	cursor_skip(&c, length - 4);
	return behind_wlan(c);
}

/* How IP lies in a frame: `before` bytes, then an EtherType and `after` bytes,
 * another header, or nothing. */
enum carrier {
	CARRIER_NONE, CARRIER_ETHERTYPE, CARRIER_PPP, CARRIER_WLAN,
	CARRIER_RADIOTAP,
};

struct layer {
	uint32_t link;
	enum carrier carrier;
	uint8_t before, after;
	bool has_mac;		/* its sender's, 6 bytes ahead of the type */
};

static const struct layer layers[] = {
	{ .link = LINK_ETHERNET, .carrier = CARRIER_ETHERTYPE, .before = 12,
	  .has_mac = true },
	{ .link = LINK_LINUX_SLL, .carrier = CARRIER_ETHERTYPE, .before = 14 },
	{ .link = LINK_LINUX_SLL2, .carrier = CARRIER_ETHERTYPE, .after = 18 },
	{ .link = LINK_PPP, .carrier = CARRIER_PPP },
	{ .link = LINK_PPP_HDLC, .carrier = CARRIER_PPP },
	{ .link = LINK_PPP_ETHER, .carrier = CARRIER_PPP, .before = 6 },
	{ .link = LINK_WLAN, .carrier = CARRIER_WLAN },
	{ .link = LINK_RADIOTAP, .carrier = CARRIER_RADIOTAP },
	{ .link = LINK_NULL, .before = 4 },
	{ .link = LINK_LOOP, .before = 4 },
	{ .link = LINK_RAW_BSD },
	{ .link = LINK_RAW },
	{ .link = LINK_IPV4 },
	{ .link = LINK_IPV6 },
};

static const struct layer *layer_of(uint32_t link)
{
	for (size_t i = 0; i < ARRAY_SIZE(layers); i++)
		if (layers[i].link == link)
			return &layers[i];
	return NULL;
}

static void take_mac(struct link_source *from, struct span before)
{
	const size_t n = sizeof(from->mac);

	from->has_mac = before.len >= n;
	if (from->has_mac)
		memcpy(from->mac, before.p + before.len - n, n);
}

struct cursor link_payload(uint32_t link, struct cursor p,
			   struct link_source *from)
{
	const struct layer *l = layer_of(link);
	struct span before;
	uint16_t type;

	from->has_mac = false;
	if (!l)
		return (struct cursor) { .left = 0 };
	before = cursor_take(&p, l->before);
	if (l->has_mac)
		take_mac(from, before);
	switch (l->carrier) {
	case CARRIER_NONE:
		return p;
	case CARRIER_PPP:
		return behind_ppp(p);
	case CARRIER_WLAN:
		return behind_wlan(p);
	case CARRIER_RADIOTAP:
		return behind_radiotap(p);
	case CARRIER_ETHERTYPE:
		break;
	}
	type = cursor_u16(&p);
	cursor_skip(&p, l->after);
	return behind_ethertype(p, type);
}
