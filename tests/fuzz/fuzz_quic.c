/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QUIC datagrams: their packets, opened as far as they do, and the bytes
 * themselves as the frames of one. */

#include "nfq/inspect/quic.h"
#include "tests/fuzz/fuzz.h"

static void check_frames(const uint8_t *p, size_t len, uint32_t version)
{
	struct cursor c = cursor_over(p, len);
	struct quic_crypto piece;
	size_t left = len + 1;

	while (quic_next_crypto(&c, version, &piece)) {
		must(c.left < left);
		left = c.left;
		must(piece.data.p >= p &&
		     piece.data.p + piece.data.len <= p + len);
		must(piece.offset < 1ull << 62);
	}
}

static void check_initial(const struct quic_packet *q)
{
	static uint8_t out[1 << 20];
	static struct quic_opener opener;
	struct quic_keys keys;
	struct span payload;

	must(q->dcid.len <= 20);
	must(q->number_at < q->bytes.len);
	if (q->bytes.len > sizeof(out))
		return;
	quic_keys_derive(q->version, q->dcid, &keys);
	quic_open(&opener, &keys, q, out, &payload);
	must(payload.p > out && payload.len < q->bytes.len);
	check_frames(payload.p, payload.len, q->version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor c = cursor_over(data, size);
	static struct finding f;

	must(quic_inspect(data, size, &f) == INSPECT_MORE ||
	     quic_inspect(data, size, &f) == INSPECT_FOREIGN);
	while (c.left) {
		size_t left = c.left;
		struct quic_packet q = quic_next(&c);

		must(c.left < left && q.bytes.len == left - c.left);
		if (q.type == QUIC_INITIAL)
			check_initial(&q);
	}
	check_frames(data, size, 1);
	check_frames(data, size, 0x54303531);
	return 0;
}
