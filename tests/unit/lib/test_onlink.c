/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses that no router passes on, up to their borders. */

#include "lib/array.h"
#include "lib/onlink.h"
#include "tests/unit/tap.h"

int main(void)
{
	static const struct {
		const char *text;
		bool on_link;
	} rows[] = {
		{ "224.0.0.0", true }, { "239.255.255.255", true },
		{ "223.255.255.255", false }, { "240.0.0.0", false },
		{ "169.254.0.0", true }, { "169.254.255.255", true },
		{ "169.253.255.255", false }, { "169.255.0.0", false },
		{ "ff00::", true }, { "ff0e::1", true },
		{ "fe80::1", true }, { "febf:ffff::", true },
		{ "fec0::", false }, { "fe7f:ffff::", false },
		{ "2001:db8::1", false }, { "::", false }, { "0.0.0.0", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct address a;

		ok(address_parse(rows[i].text, &a) &&
		   onlink_has(&a) == rows[i].on_link, "%s", rows[i].text);
	}
	return done_testing();
}
