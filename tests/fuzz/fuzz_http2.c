/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Connections of HTTP/2, whole and in pieces. The first byte says whether the
 * preface is there; it need not be in each input. */

#include "nfq/inspect/http2.h"
#include "tests/fuzz/fuzz.h"

static const uint8_t preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

static void check(const struct http2_state *s, const struct finding *f,
		  enum inspect_result r, size_t size)
{
	must(r != INSPECT_LOST);
	must(f->nnames <= FINDING_NAMES && f->used <= size);
	must((f->wrong != FIELD_NONE) == (r == INSPECT_BAD));
	must(f->body == BODY_LENGTH || f->body_length == 0);
	must(s->hpack.texts + s->hpack.have <= HPACK_TEXT);
	must(s->hpack.nvalues <= HPACK_VALUES);
	for (unsigned i = 0; i < f->nnames; i++) {
		must_be_plain(&f->names[i]);
		must(f->names[i].len > 0);
	}
}

static bool is_end(enum inspect_result r)
{
	return r == INSPECT_BAD || r == INSPECT_FOREIGN;
}

/* A digest of all results and names but MORE, in order, and where each came; a
 * thing in hand is shown in pieces if `random`. */
static uint64_t digest_of(struct http2_state *s, const uint8_t *data,
			  size_t size, uint64_t random)
{
	static const struct hash_key key = { { 3, 4 } };
	static struct finding f;
	uint64_t digest = 0;
	size_t at = 0, have = random ? 0 : size;
	enum inspect_result r = INSPECT_MORE;

	while (at < size && !is_end(r)) {
		random = random * 6364136223846793005u;
		if (r == INSPECT_MORE && random)
			have += 1 + (random >> 33) % (1 + (random >> 60) * 9);
		have = have < at ? at : have > size ? size : have;
		r = http2_read(s, data + at, have - at, &f);
		check(s, &f, r, have - at);
		must(f.used == have - at || r != INSPECT_MORE);
		at += f.used;
		at += f.body_length < size - at ? f.body_length : size - at;
		for (unsigned i = 0; i < f.nnames; i++)
			digest = hash_bytes(&key, f.names[i].text,
					    f.names[i].len) + digest * 31;
		if (r != INSPECT_MORE)
			digest = digest * 31 + r;
	}
	return digest;
}

static void check_pieces(const uint8_t *data, size_t size, bool begun)
{
	struct http2_state s = { .at = 0 }, t = { .at = 0 };
	static struct finding f;

	if (begun) {
		http2_read(&s, preface, sizeof(preface) - 1, &f);
		t = s;
	}
	must(digest_of(&s, data, size, 0) ==
	     digest_of(&t, data, size, size * 2 + 1));
}

static void check_begin(const uint8_t *data, size_t size)
{
	static struct finding f;
	size_t cut = cut_of(data, size);
	enum inspect_result r = http2_inspect(data, size, &f), part;

	must(r == INSPECT_MORE || r == INSPECT_FOREIGN);
	part = http2_inspect(data, cut, &f);
	must(part == r || part == INSPECT_MORE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	check_begin(data + 1, size - 1);
	check_pieces(data + 1, size - 1, data[0] & 1);
	return 0;
}
