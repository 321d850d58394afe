/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Community ID: the vectors that its specification publishes, and some that
 * Python's hashlib computed. */

#include "lib/array.h"
#include "nfq/event/community.h"
#include "tests/unit/tap.h"

static const struct {
	const char *src, *dst;
	uint16_t sport, dport;
	uint8_t transport;
	const char *id;
} rows[] = {
	{ "128.232.110.120", "66.35.250.204", 34855, 80, 6,
	  "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
	{ "192.168.1.52", "8.8.8.8", 54585, 53, 17,
	  "1:d/FP5EW3wiY1vCndhwleRRKHowQ=" },
	{ "2001:470:e5bf:dead:4957:2174:e82c:4887",
	  "2607:f8b0:400c:c03::1a", 63943, 25, 6,
	  "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=" },
	{ "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 2415, 53,
	  17, "1:SJty5pR3eXYrJBRZrbzNsYriYBA=" },
	{ "192.0.2.7", "192.0.2.7", 50000, 40, 6,
	  "1:tyvtZauFegJaoCO7jsNoJ1cfMpY=" },
	{ "0.0.0.0", "255.255.255.255", 0, 65535, 17,
	  "1:WxXnfU8dgITMAInEo8bdS1Btk4A=" },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char text[COMMUNITY_TEXT];
		struct address src, dst;

		if (!address_parse(rows[i].src, &src) ||
		    !address_parse(rows[i].dst, &dst)) {
			ok(false, "the addresses of row %zu", i);
			continue;
		}
		is_text(community_id(&src, &dst, rows[i].sport, rows[i].dport,
				     rows[i].transport, text), rows[i].id,
			"%s to %s", rows[i].src, rows[i].dst);
		is_text(community_id(&dst, &src, rows[i].dport, rows[i].sport,
				     rows[i].transport, text), rows[i].id,
			": and back");
	}
	return done_testing();
}
