/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QUIC Initial packets: headers, keys, protection, frames. */

#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/quicwire.h"
#include "tests/unit/tap.h"

static const uint8_t rfc_id[] = { 0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57,
				  0x08 };
static struct wire w, frames;

static struct span id(void)
{
	return (struct span) { rfc_id, sizeof(rfc_id) };
}

/* RFC 9001 A.1, RFC 9369 A.1 */
static void test_keys(void)
{
	static const struct {
		uint32_t version;
		struct quic_keys keys;
	} rows[] = {
		{ QUIC_1, {
			{ 0x1f, 0x36, 0x96, 0x13, 0xdd, 0x76, 0xd5, 0x46, 0x77,
			  0x30, 0xef, 0xcb, 0xe3, 0xb1, 0xa2, 0x2d },
			{ 0xfa, 0x04, 0x4b, 0x2f, 0x42, 0xa3, 0xfd, 0x3b, 0x46,
			  0xfb, 0x25, 0x5c },
			{ 0x9f, 0x50, 0x44, 0x9e, 0x04, 0xa0, 0xe8, 0x10, 0x28,
			  0x3a, 0x1e, 0x99, 0x33, 0xad, 0xed, 0xd2 } } },
		{ QUIC_2, {
			{ 0x8b, 0x1a, 0x0b, 0xc1, 0x21, 0x28, 0x42, 0x90, 0xa2,
			  0x9e, 0x09, 0x71, 0xb5, 0xcd, 0x04, 0x5d },
			{ 0x91, 0xf7, 0x3e, 0x23, 0x51, 0xd8, 0xfa, 0x91, 0x66,
			  0x0e, 0x90, 0x9f },
			{ 0x45, 0xb9, 0x5e, 0x15, 0x23, 0x5d, 0x6f, 0x45, 0xa6,
			  0xb1, 0x9c, 0xbc, 0xb0, 0x29, 0x4b, 0xa9 } } },
		{ 0x54303530, {
			{ 0x80, 0xab, 0x8e, 0x03, 0x13, 0xd2, 0xc8, 0x51, 0xaa,
			  0xff, 0x54, 0x05, 0x82, 0x4a, 0x91, 0x6a },
			{ 0xae, 0xdd, 0x2a, 0xbe, 0x20, 0xb9, 0xef, 0xf2, 0x11,
			  0x6e, 0x44, 0x29 },
			{ 0xd3, 0xa7, 0x31, 0x20, 0x4b, 0x1c, 0x81, 0xe9, 0x64,
			  0x4f, 0x91, 0xbd, 0x06, 0x26, 0x33, 0xa9 } } },
		{ 0x54303531, {
			{ 0xe6, 0x6b, 0x80, 0x54, 0x40, 0xa1, 0x6d, 0x39, 0xf1,
			  0x88, 0x9b, 0x27, 0x26, 0xd1, 0xcc, 0x5c },
			{ 0xef, 0xdd, 0x37, 0xed, 0xa3, 0x4f, 0x2f, 0x70, 0x80,
			  0xbb, 0x14, 0x0c },
			{ 0x34, 0xeb, 0xf4, 0x5d, 0xc3, 0x67, 0xd3, 0x50, 0x2a,
			  0x9f, 0xe0, 0x9c, 0xfd, 0x3f, 0xd9, 0xf6 } } },
	};
	struct quic_keys keys;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		quic_keys_derive(rows[i].version, id(), &keys);
		ok(memcmp(keys.key, rows[i].keys.key, 16) == 0 &&
		   memcmp(keys.iv, rows[i].keys.iv, 12) == 0 &&
		   memcmp(keys.hp, rows[i].keys.hp, 16) == 0,
		   "keys of version %08x", rows[i].version);
	}
}

static bool open_at_guard(const struct wire *packet, struct span key_id,
			  uint8_t *out, struct span *payload)
{
	struct guard g = guard_copy(packet->p, packet->len);
	struct cursor c = cursor_over(g.p, g.len);
	struct quic_packet p = quic_next(&c);
	static struct quic_opener opener;
	struct quic_keys keys;
	bool good = false;

	if (p.type == QUIC_INITIAL) {
		quic_keys_derive(p.version, key_id, &keys);
		good = quic_open(&opener, &keys, &p, out, payload);
	}
	guard_free(&g);
	return good;
}

static void test_open(void)
{
	static const uint32_t versions[] = { QUIC_1, QUIC_2, 0xff00001b,
		0xff00001d, 0xff000020, 0xff000022, 0x54303531 };
	static uint8_t out[WIRE_SIZE];
	struct span payload;
	unsigned wrong = 0;

	frames.len = 0;
	put_crypto(&frames, 0, (const uint8_t *)"hello", 5);
	put_fill(&frames, 0, 900);
	for (size_t i = 0; i < sizeof(versions) / 4; i++) {
		for (uint32_t number = 0; number < 4; number++) {
			w.len = 0;
			put_initial(&w, versions[i], id(), id(), number,
				    &frames);
			wrong += !open_at_guard(&w, id(), out, &payload) ||
				 payload.len != frames.len ||
				 memcmp(payload.p, frames.p, frames.len) != 0;
		}
	}
	is_number(wrong, 0, "six versions, numbers of one to four bytes");
	for (size_t i = 0; i < w.len; i += 13) {
		w.p[i] ^= 1;
		wrong += open_at_guard(&w, id(), out, &payload);
		w.p[i] ^= 1;
	}
	is_number(wrong, 0, "with any bit changed it does not open");
	ok(!open_at_guard(&w, span_of_text("12345678"), out, &payload),
	   ": nor with the keys of another id");
}

static void test_cut(void)
{
	static uint8_t out[WIRE_SIZE];
	struct span payload;
	unsigned opened = 0;

	frames.len = 0;
	put_fill(&frames, 0, 100);
	w.len = 0;
	put_initial(&w, QUIC_1, id(), id(), 1, &frames);
	for (size_t all = w.len; w.len > 0; w.len--)
		opened += open_at_guard(&w, id(), out, &payload) &&
			  w.len < all;
	is_number(opened, 0, "one that is cut does not open");
}

static void test_headers(void)
{
	struct cursor c;
	struct quic_packet p;

	w.len = frames.len = 0;
	put_fill(&frames, 1, 40);
	put_0rtt(&w, id(), 60);
	put_initial(&w, QUIC_1, id(), id(), 0, &frames);
	put_initial(&w, QUIC_1, id(), id(), 1, &frames);
	put_text(&w, "\x40 the rest");
	c = cursor_over(w.p, w.len);
	is_number(quic_next(&c).type, QUIC_OTHER_LONG, "0-RTT first");
	is_number(quic_next(&c).type, QUIC_INITIAL, ": then an Initial");
	p = quic_next(&c);
	is_number(p.type, QUIC_INITIAL, ": and another");
	is_number(p.dcid.len, 8, ": its connection id");
	is_number(quic_next(&c).type, QUIC_NO_LONG, ": and a short header");
	is_number(c.left, 0, ": which takes all that is left");

	w.p[1] = w.p[2] = w.p[3] = 0x0a;
	c = cursor_over(w.p, w.len);
	is_number(quic_next(&c).type, QUIC_UNKNOWN_VERSION,
		  "a version that is not known");
	memset(w.p + 1, 0, 4);
	c = cursor_over(w.p, w.len);
	is_number(quic_next(&c).type, QUIC_NO_LONG, "version negotiation");
	c = cursor_over(w.p, 0);
	is_number(quic_next(&c).type, QUIC_NO_LONG, ": nothing");
}

/* What comes of the frames, as "offset:bytes" each. */
static const char *crypto_of(uint32_t version)
{
	static char text[200];
	struct guard g = guard_copy(frames.p, frames.len);
	struct cursor c = cursor_over(g.p, g.len);
	struct quic_crypto piece;

	text[0] = '\0';
	while (quic_next_crypto(&c, version, &piece) && strlen(text) < 150)
		sprintf(text + strlen(text), "%llu:%.*s ",
			(unsigned long long)piece.offset,
			(int)piece.data.len, (const char *)piece.data.p);
	guard_free(&g);
	return text;
}

static const char *crypto(void)
{
	return crypto_of(QUIC_1);
}

/* Google's versions have another number for them. */
static void test_google_frames(void)
{
	frames.len = 0;
	put_fill(&frames, 0, 30);
	put_crypto(&frames, 5, (const uint8_t *)"five", 4);
	frames.p[30] = 8;
	is_text(crypto_of(0x54303531), "5:five ", "T051");
	is_text(crypto_of(0x54303530), "5:five ", ": T050");
	is_text(crypto(), "", ": not version 1");
	frames.p[30] = 6;
	is_text(crypto_of(0x54303531), "", ": nor the other way round");
}

static void test_frames(void)
{
	frames.len = 0;
	put_fill(&frames, 0, 200);
	put_crypto(&frames, 20, (const uint8_t *)"twenty", 6);
	put8(&frames, 1);
	put(&frames, "\x02\x01\x00\x02\x00\x05\x06\x07\x08", 9);
	put(&frames, "\x03\x01\x00\x00\x00\x01\x02\x03", 8);
	put_crypto(&frames, 0, (const uint8_t *)"zero", 4);
	put_fill(&frames, 0, 3);
	is_text(crypto(), "20:twenty 0:zero ",
		"padding, ping and acknowledgements between");
	put8(&frames, 0x1c);
	put_crypto(&frames, 30, (const uint8_t *)"late", 4);
	is_text(crypto(), "20:twenty 0:zero ", ": nothing behind a close");
	frames.len = 0;
	put(&frames, "\x06\x00\x09short", 8);
	is_text(crypto(), "", "a frame longer than its packet");
	frames.len = 0;
	put(&frames, "\x02\xc0\xff\xff\xff\xff\xff\xff\xff\x00", 10);
	put(&frames, "\xff\xff\xff\xff\xff\xff\xff\xff\x00", 9);
	is_text(crypto(), "", "2^62 ranges");
	frames.len = 0;
	put(&frames, "\x06\xff\xff\xff\xff\xff\xff\xff\xff\x01x", 11);
	is_text(crypto(), "4611686018427387903:x ", "the largest offset");
}

static void test_noise(void)
{
	static uint8_t out[WIRE_SIZE];
	struct span payload;
	unsigned opened = 0;

	for (int i = 0; i < 20000; i++) {
		w.len = 0;
		for (size_t n = random_next() % 80; n > 0; n--)
			put8(&w, (uint8_t)random_next());
		if (w.len > 5 && i % 2)
			memcpy(w.p, "\xc0\0\0\0\1\0", 6);
		opened += open_at_guard(&w, id(), out, &payload);
	}
	is_number(opened, 0, "20,000 times noise");
}

int main(void)
{
	test_keys();
	test_open();
	test_cut();
	test_headers();
	test_frames();
	test_google_frames();
	test_noise();
	return done_testing();
}
