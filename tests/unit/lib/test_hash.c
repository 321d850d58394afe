/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SipHash-1-3 against a plain reading of its definition. */

#include <stdlib.h>

#include "lib/hash.h"
#include "tests/unit/tap.h"

static uint64_t turn(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

static void rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[1] = turn(v[1], 13) ^ v[0];
		v[0] = turn(v[0], 32);
		v[2] += v[3];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = turn(v[1], 17) ^ v[2];
		v[2] = turn(v[2], 32);
	}
}

/* SipHash-c-d as the paper defines it, byte by byte. */
static uint64_t siphash(int c, int d, const struct hash_key *key,
			const uint8_t *p, size_t len)
{
	static const char text[] = "somepseudorandomlygeneratedbytes";
	uint64_t v[4] = { 0 }, word = 0;

	for (int i = 0; i < 32; i++)
		v[i / 8] = v[i / 8] << 8 | (uint8_t)text[i];
	for (int i = 0; i < 4; i++)
		v[i] ^= key->k[i % 2];
	for (size_t i = 0; i < (len / 8 + 1) * 8; i++) {
		uint64_t byte = i < len ? p[i] : 0;

		if (i == (len / 8 + 1) * 8 - 1)
			byte = len & 0xff;
		word |= byte << 8 * (i % 8);
		if (i % 8 != 7)
			continue;
		v[3] ^= word;
		rounds(v, c);
		v[0] ^= word;
		word = 0;
	}
	v[2] ^= 0xff;
	rounds(v, d);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static const struct hash_key paper = {
	{ 0x0706050403020100, 0x0f0e0d0c0b0a0908 }
};

static void test_reference(void)
{
	uint8_t in[15];

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)i;
	ok(siphash(2, 4, &paper, in, sizeof(in)) == 0xa129ca6149be45e5,
	   "the reference gives the paper's example of SipHash-2-4");
}

static void test_lengths(void)
{
	uint8_t in[600];
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)random_next();
	for (size_t len = 0; len < sizeof(in); len++) {
		struct guard g = guard_copy(in, len);
		struct hash_key key = { { random_next(), random_next() } };

		wrong += hash_bytes(&key, g.p, len) !=
			 siphash(1, 3, &key, in, len);
		guard_free(&g);
	}
	is_number(wrong, 0, "every length to 599, unaligned, at a guard page");
}

static void test_sensitivity(void)
{
	uint8_t in[40] = { 0 };
	uint64_t seen[sizeof(in) * 8 + 41];
	size_t n = 0, same = 0;

	for (size_t len = 0; len <= sizeof(in); len++)
		seen[n++] = hash_bytes(&paper, in, len);
	for (size_t bit = 0; bit < sizeof(in) * 8; bit++) {
		in[bit / 8] = (uint8_t)(1u << bit % 8);
		seen[n++] = hash_bytes(&paper, in, sizeof(in));
		in[bit / 8] = 0;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			same += seen[i] == seen[k];
	is_number(same, 0, "each bit and each length make another hash");
}

static void test_random_key(void)
{
	struct hash_key a = hash_key_random(), b = hash_key_random();

	ok(a.k[0] != b.k[0] && a.k[1] != b.k[1] && a.k[0] != a.k[1],
	   "two random keys differ");
}

int main(void)
{
	test_reference();
	test_lengths();
	test_sensitivity();
	test_random_key();
	return done_testing();
}
