/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Community ID: SHA-1 over the ordered endpoints, in base64. */

#include <arpa/inet.h>
#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <string.h>

#include "nfq/event/community.h"

static void add_address(struct sha1_ctx *sha, const struct address *a)
{
	if (address_is_v4(a))
		sha1_update(sha, 4, a->b + 12);
	else
		sha1_update(sha, 16, a->b);
}

static void add_port(struct sha1_ctx *sha, uint16_t port)
{
	uint16_t be = htons(port);

	sha1_update(sha, sizeof(be), (const uint8_t *)&be);
}

char *community_id(const struct address *src, const struct address *dst,
		   uint16_t sport, uint16_t dport, uint8_t transport,
		   char text[COMMUNITY_TEXT])
{
	static const uint8_t seed[2] = { 0, 0 };
	const uint8_t proto[2] = { transport, 0 };
	int order = address_compare(src, dst);
	bool swap = order > 0 || (order == 0 && sport > dport);
	uint8_t sum[SHA1_DIGEST_SIZE];
	struct sha1_ctx sha;

	sha1_init(&sha);
	sha1_update(&sha, sizeof(seed), seed);
	add_address(&sha, swap ? dst : src);
	add_address(&sha, swap ? src : dst);
	sha1_update(&sha, sizeof(proto), proto);
	add_port(&sha, swap ? dport : sport);
	add_port(&sha, swap ? sport : dport);
	sha1_digest(&sha, sizeof(sum), sum);
	memcpy(text, "1:", 2);
	base64_encode_raw(text + 2, sizeof(sum), sum);
	text[2 + BASE64_ENCODE_RAW_LENGTH(SHA1_DIGEST_SIZE)] = '\0';
	return text;
}
