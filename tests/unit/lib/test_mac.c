/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of Ethernet, read and written. */

#include "lib/array.h"
#include "lib/mac.h"
#include "tests/unit/tap.h"

static void test_good(void)
{
	static const uint8_t want[6] = { 0, 0x1b, 0x44, 0xAA, 0xff, 9 };
	uint8_t mac[6];
	char text[MAC_TEXT];

	ok(mac_parse("00:1B:44:aa:Ff:09", mac) &&
	   memcmp(mac, want, sizeof(mac)) == 0, "one is read, in any case");
	is_text(mac_format(mac, text), "00:1b:44:aa:ff:09",
		": and written in lower case");
}

static void test_bad(void)
{
	static const char *const bad[] = {
		"", "00:1b:44:aa:ff", "00:1b:44:aa:ff:09:", "0:1b:44:aa:ff:09",
		"00-1b-44-aa-ff-09", "00:1b:44:aa:ff:0g", "192.0.2.7",
		"00:1b:44:aa:ff:09 ", " 00:1b:44:aa:ff:09",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		uint8_t mac[6] = { 1, 2, 3, 4, 5, 6 };

		ok(!mac_parse(bad[i], mac), "\"%s\" is none", bad[i]);
		ok(mac[0] == 1 && mac[5] == 6, ": and changes nothing");
	}
}

int main(void)
{
	test_good();
	test_bad();
	return done_testing();
}
