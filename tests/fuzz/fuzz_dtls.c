/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Datagrams with DTLS hellos. */

#include "nfq/inspect/dtls.h"
#include "tests/fuzz/fuzz.h"

static void check_pieces(const uint8_t *data, size_t size)
{
	struct dtls_pieces d = dtls_pieces_over((struct span) { data, size });
	struct dtls_piece piece;

	while (dtls_next_piece(&d, &piece)) {
		must(piece.data.p >= data &&
		     piece.data.p + piece.data.len <= data + size);
		must(piece.offset + piece.data.len <= piece.length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding f;
	enum inspect_result r = dtls_inspect(data, size, &f);

	must(r != INSPECT_LOST);
	must(f.nnames <= FINDING_NAMES && f.port == 0 && f.used == size);
	must((f.nnames > 0) == (r == INSPECT_FOUND));
	must((f.wrong != FIELD_NONE) == (r == INSPECT_BAD));
	must(f.sure == (r != INSPECT_FOREIGN));
	for (unsigned i = 0; i < f.nnames; i++) {
		must_be_plain(&f.names[i]);
		must(f.names[i].len > 0);
	}
	check_pieces(data, size);
	return 0;
}
