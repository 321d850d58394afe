/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SOCKS requests, and the headers of the PROXY protocol. */

#include "nfq/inspect/proxy.h"
#include "nfq/inspect/socks.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, enum inspect_result r, size_t size)
{
	/* Two where a NUL parts one. */
	must((f->nnames > 0) == (r == INSPECT_FOUND) && f->nnames <= 2);
	must_be_plain(&f->names[0]);
	for (unsigned i = 0; i < f->nnames; i++)
		must_be_plain(&f->names[i]);
	if (r == INSPECT_FOUND || r == INSPECT_NONE)
		must(f->used > 0 && f->used <= size);
}

/* What is complete or foreign stays so, whatever follows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size), header;
	enum inspect_result a = socks_inspect(data, size, &all);
	enum inspect_result b = socks_inspect(data, cut, &part);

	check(&all, a, size);
	check(&part, b, cut);
	if (b != INSPECT_MORE)
		must(a == b && all.used == part.used &&
		     all.nnames == part.nnames &&
		     same_name(&all.names[0], &part.names[0]));
	header = proxy_header(data, size);
	must(header <= size);
	must(proxy_header(data, cut) == (header <= cut ? header : 0));
	return 0;
}
