/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture files and their link layers. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/cursor.h"
#include "tools/capture.h"

enum {
	HEADER = 24, RECORD = 16,
	PACKET_MAX = 256 * 1024,	/* libpcap's own limit */

	/* tcpdump.org/linktypes.html */
	LINK_NULL = 0, LINK_ETHERNET = 1, LINK_RAW_BSD = 12, LINK_RAW = 101,
	LINK_LOOP = 108, LINK_LINUX_SLL = 113, LINK_IPV4 = 228,
	LINK_IPV6 = 229, LINK_LINUX_SLL2 = 276,

	ETHER_IPV4 = 0x0800, ETHER_IPV6 = 0x86dd, ETHER_VLAN = 0x8100,
	ETHER_QINQ = 0x88a8, ETHER_QINQ_OLD = 0x9100, ETHER_PPPOE = 0x8864,
	PPP_IPV4 = 0x0021, PPP_IPV6 = 0x0057,
	VLAN_TAGS_MAX = 4,
};

static uint32_t number(const struct capture *c, const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return c->swapped ? __builtin_bswap32(v) : v;
}

bool capture_open(struct capture *c, const char *path)
{
	uint8_t header[HEADER];
	uint32_t magic;

	*c = (struct capture) { .path = path };
	c->f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (!c->f) {
		snprintf(c->error, sizeof(c->error), "%s", strerror(errno));
		return false;
	}
	if (fread(header, 1, sizeof(header), c->f) != sizeof(header)) {
		snprintf(c->error, sizeof(c->error), "shorter than the header "
			 "of a pcap file");
		return false;
	}
	memcpy(&magic, header, sizeof(magic));
	c->swapped = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
	magic = number(c, header);
	c->nanoseconds = magic == 0xa1b23c4d;
	if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) {
		snprintf(c->error, sizeof(c->error), "not a pcap file");
		return false;
	}
	c->link = number(c, header + 20) & 0x0fffffff;
	c->packet = xcalloc(1, PACKET_MAX);
	return true;
}

void capture_close(struct capture *c)
{
	if (c->f && c->f != stdin)
		fclose(c->f);
	free(c->packet);
	c->f = NULL;
	c->packet = NULL;
}

/* --- link layers ----------------------------------------------------- */

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

static struct cursor link_payload(const struct capture *c, struct cursor p,
				  struct capture_packet *out)
{
	struct span mac;

	switch (c->link) {
	case LINK_ETHERNET:
		cursor_skip(&p, 6);
		mac = cursor_take(&p, 6);
		if (mac.len == sizeof(out->src_mac)) {
			memcpy(out->src_mac, mac.p, mac.len);
			out->has_mac = true;
		}
		return behind_ethertype(p, cursor_u16(&p));
	case LINK_LINUX_SLL:
		cursor_skip(&p, 14);
		return behind_ethertype(p, cursor_u16(&p));
	case LINK_LINUX_SLL2: {
		uint16_t type = cursor_u16(&p);

		cursor_skip(&p, 18);
		return behind_ethertype(p, type);
	}
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

bool capture_next(struct capture *c, struct capture_packet *p)
{
	uint8_t record[RECORD];
	size_t n = fread(record, 1, sizeof(record), c->f);
	uint32_t captured, original;
	struct cursor ip;

	if (n == 0 && !ferror(c->f))
		return false;
	c->number++;
	if (n < sizeof(record)) {
		snprintf(c->error, sizeof(c->error),
			 "packet %llu: the file ends inside its header",
			 (unsigned long long)c->number);
		return false;
	}
	captured = number(c, record + 8);
	original = number(c, record + 12);
	if (captured > PACKET_MAX) {
		snprintf(c->error, sizeof(c->error), "packet %llu: a length "
			 "of %u cannot be", (unsigned long long)c->number,
			 captured);
		return false;
	}
	if (fread(c->packet, 1, captured, c->f) != captured) {
		snprintf(c->error, sizeof(c->error),
			 "packet %llu: the file ends inside it",
			 (unsigned long long)c->number);
		return false;
	}
	*p = (struct capture_packet) {
		.time = { number(c, record), number(c, record + 4) *
					     (c->nanoseconds ? 1 : 1000) },
	};
	ip = link_payload(c, cursor_over(c->packet, captured), p);
	if (!ip.bad)
		p->ip = (struct span) { ip.p, ip.left };
	p->whole = p->ip.len;
	if (original > captured && p->ip.len > 0)
		p->whole += original - captured;
	return true;
}
