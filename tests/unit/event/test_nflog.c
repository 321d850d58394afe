/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel logs, message by message. */

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>

#include "nfq/event/nflog.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/tap.h"

static union {
	struct nlmsghdr header;
	char bytes[4096];
} message;
static struct nlmsghdr *nlh;
static struct nflog_packet p;
static struct wire packet;

static void begin(const char *prefix)
{
	nlh = mnl_nlmsg_put_header(message.bytes);
	nlh->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct nfgenmsg));
	if (prefix)
		mnl_attr_put_strz(nlh, NFULA_PREFIX, prefix);
}

/* A datagram from 192.0.2.7 port 5353 to 198.51.100.9 port 53. */
static void put_packet(void)
{
	packet.len = 0;
	put_ipv4(&packet, 17);
	put_udp(&packet, 5353, 53, 4);
	put_text(&packet, "data");
	close_ipv4(&packet);
	mnl_attr_put(nlh, NFULA_PAYLOAD, packet.len, packet.p);
}

static bool parse(void)
{
	return nflog_parse(&p, nlh);
}

static void test_whole(void)
{
	struct nfulnl_msg_packet_hw hw = {
		.hw_addrlen = htons(6), .hw_addr = { 2, 0, 0, 0, 0, 7 },
	};

	begin("cordon block kaspersky");
	mnl_attr_put_u32(nlh, NFULA_IFINDEX_INDEV, htonl(3));
	mnl_attr_put_u32(nlh, NFULA_IFINDEX_OUTDEV, htonl(4));
	mnl_attr_put(nlh, NFULA_HWADDR, sizeof(hw), &hw);
	put_packet();
	mnl_attr_put_u32(nlh, NFULA_TIMESTAMP, 7);
	ok(parse(), "a packet with all that is known of it");
	is_number(p.kind, NFLOG_BLOCK, "what was done");
	is_text(p.vendor, "kaspersky", ": to whom it was sent");
	ok(p.iif == 3 && p.oif == 4, ": its interfaces");
	ok(p.has_mac && p.mac[0] == 2 && p.mac[5] == 7,
	   ": its sender's address");
	ok(p.packet.sport == 5353 && p.packet.dport == 53 &&
	   p.packet.payload.len == 4, "what it was");
}

static void test_kinds(void)
{
	static const struct {
		const char *prefix, *vendor;
		enum nflog_kind kind;
	} kinds[] = {
		{ "cordon except acme", "acme", NFLOG_EXCEPT },
		{ "cordon log acme", "acme", NFLOG_LOG },
		{ "cordon inbound acme", "acme", NFLOG_INBOUND },
		{ "cordon dns", "dns", NFLOG_DNS },
		{ "cordon fallback", "fallback", NFLOG_FALLBACK },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		begin(kinds[i].prefix);
		put_packet();
		ok(parse() && p.kind == kinds[i].kind &&
		   strcmp(p.vendor, kinds[i].vendor) == 0, "%s",
		   kinds[i].prefix);
	}
}

/* Another's rules may log to our group, by mistake or on purpose. */
static void test_foreign(void)
{
	static const char *const prefixes[] = {
		"", "x", "IN=eth0 kaspersky", "cordon", "cordon block",
		"cordonblock acme", "CORDON block acme",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		begin(prefixes[i]);
		put_packet();
		ok(!parse(), "\"%s\" is none of ours", prefixes[i]);
	}
	begin(NULL);
	put_packet();
	ok(!parse(), ": nor is a packet without a prefix");
}

static void test_broken(void)
{
	struct nfulnl_msg_packet_hw hw = { .hw_addrlen = htons(8) };

	begin("cordon block acme");
	ok(!parse(), "a message without a packet");
	begin("cordon block acme");
	mnl_attr_put(nlh, NFULA_PAYLOAD, 3, "\x45\0\0");
	ok(!parse(), "a header that is cut");
	begin("cordon block acme");
	mnl_attr_put(nlh, NFULA_PAYLOAD, 4, "\x70zzz");
	ok(!parse(), "no IP at all");
	begin("cordon block acme");
	mnl_attr_put(nlh, NFULA_HWADDR, sizeof(hw), &hw);
	put_packet();
	ok(parse() && !p.has_mac, "an address that is not Ethernet's");
	begin("cordon block acme");
	mnl_attr_put(nlh, NFULA_HWADDR, 2, &hw);
	put_packet();
	ok(parse() && !p.has_mac, "one that is cut");
	begin("cordon block a-name-that-is-longer-than-any-vendor-may-have");
	put_packet();
	ok(parse() && strlen(p.vendor) < sizeof(p.vendor),
	   "a long name is cut");
}

int main(void)
{
	test_whole();
	test_kinds();
	test_foreign();
	test_broken();
	return done_testing();
}
