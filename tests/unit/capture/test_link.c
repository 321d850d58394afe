/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The headers of every link layer, whole, cut, and those that carry no IP. */

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/capture/link.h"

#define MAC "\x02\x11\x22\x33\x44\x55"
#define IP "\x45PACKET"

struct sample {
	const char *name;
	uint32_t link;
	const char *head;	/* what stands before IP */
	size_t len;
	bool carries, has_mac;
};

#define HEAD(text) .head = text, .len = sizeof(text) - 1

static const struct sample samples[] = {
	{ "loopback of BSD", 0, HEAD("\x02\0\0\0"), .carries = true },
	{ "loopback of OpenBSD", 108, HEAD("\0\0\0\x02"), .carries = true },
	{ "Ethernet", 1, HEAD("\1\1\1\1\1\1" MAC "\x08\0"), .carries = true,
	  .has_mac = true },
	{ "Ethernet, IPv6", 1, HEAD("\1\1\1\1\1\1" MAC "\x86\xdd"),
	  .carries = true, .has_mac = true },
	{ "Ethernet, two tags", 1,
	  HEAD("\1\1\1\1\1\1" MAC "\x88\xa8\0\1\x81\0\0\2\x08\0"),
	  .carries = true, .has_mac = true },
	{ "Ethernet, PPPoE", 1,
	  HEAD("\1\1\1\1\1\1" MAC "\x88\x64\x11\0\0\1\0\x10\0\x21"),
	  .carries = true, .has_mac = true },
	{ "Ethernet, ARP", 1, HEAD("\1\1\1\1\1\1" MAC "\x08\x06"),
	  .has_mac = true },
	{ "Ethernet, five tags", 1,
	  HEAD("\1\1\1\1\1\1" MAC "\x81\0\0\1\x81\0\0\1\x81\0\0\1"
	       "\x81\0\0\1\x81\0\0\1\x08\0"), .has_mac = true },
	{ "PPP", 9, HEAD("\xff\x03\0\x21"), .carries = true },
	{ "PPP, all left out", 9, HEAD("\x21"), .carries = true },
	{ "PPP, LCP", 9, HEAD("\xff\x03\xc0\x21") },
	{ "PPP in HDLC", 50, HEAD("\xff\x03\0\x57"), .carries = true },
	{ "PPPoE", 51, HEAD("\x11\0\0\1\0\x10\0\x21"), .carries = true },
	{ "raw IP of BSD", 12, HEAD(""), .carries = true },
	{ "raw IP", 101, HEAD(""), .carries = true },
	{ "IPv4", 228, HEAD(""), .carries = true },
	{ "IPv6", 229, HEAD(""), .carries = true },
	{ "Linux cooked", 113, HEAD("\0\0\0\1\0\6" MAC "\0\0\x08\0"),
	  .carries = true },
	{ "Linux cooked 2", 276,
	  HEAD("\x08\0\0\0\0\0\0\1\0\1\0\6" MAC "\0\0"), .carries = true },
#define SNAP "\xaa\xaa\3\0\0\0"
#define WLAN(kind, flags) kind flags "\0\0" MAC MAC MAC "\0\0"
	{ "802.11", 105, HEAD(WLAN("\x08", "\1") SNAP "\x08\0"),
	  .carries = true },
	{ "802.11, QoS", 105, HEAD(WLAN("\x88", "\2") "\0\0" SNAP "\x86\xdd"),
	  .carries = true },
	{ "802.11, four addresses and control", 105,
	  HEAD(WLAN("\x88", "\x83") MAC "\0\0\0\0\0\0" SNAP "\x08\0"),
	  .carries = true },
	{ "802.11, encrypted", 105, HEAD(WLAN("\x08", "\x41") SNAP "\x08\0") },
	{ "802.11, no data", 105, HEAD(WLAN("\x48", "\1") SNAP "\x08\0") },
	{ "802.11, a beacon", 105, HEAD(WLAN("\x80", "\0") SNAP "\x08\0") },
	{ "802.11, another LLC", 105,
	  HEAD(WLAN("\x08", "\1") "\x42\x42\3\0\0\0\x08\0") },
	{ "radiotap", 127,
	  HEAD("\0\0\x0a\0\0\0\0\0\0\0" WLAN("\x08", "\1") SNAP "\x08\0"),
	  .carries = true },
	{ "radiotap of no length", 127,
	  HEAD("\0\0\0\0" WLAN("\x08", "\1") SNAP "\x08\0") },
	{ "a link layer that is not known", 147, HEAD("") },
};

/* The payload of the first `len` bytes of a frame, which end at a guard
 * page. */
static bool payload(const struct sample *s, size_t len, struct link_source *m)
{
	uint8_t frame[64];
	struct guard g;
	struct cursor c;
	bool is_ip;

	memcpy(frame, s->head, s->len);
	memcpy(frame + s->len, IP, sizeof(IP) - 1);
	g = guard_copy(frame, len);
	c = link_payload(s->link, cursor_over(g.p, len), m);
	is_ip = !c.bad && c.left == sizeof(IP) - 1 &&
		memcmp(c.p, IP, sizeof(IP) - 1) == 0;
	guard_free(&g);
	return is_ip;
}

static void test_sample(const struct sample *s)
{
	struct link_source m;
	unsigned wrong = 0;

	ok(payload(s, s->len + sizeof(IP) - 1, &m) == s->carries,
	   "%s: %s", s->name, s->carries ? "what it carries" : "nothing");
	ok(m.has_mac == s->has_mac && (!m.has_mac ||
				       memcmp(m.mac, MAC, 6) == 0),
	   "%s: %s", s->name, s->has_mac ? "its sender" : "no sender");
	for (size_t n = 0; n < s->len; n++)
		wrong += payload(s, n, &m) || m.has_mac != (s->has_mac &&
							    n >= 12);
	is_number(wrong, 0, "%s: cut anywhere in its head", s->name);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		test_sample(&samples[i]);
	return done_testing();
}
