/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS hellos in records and bare, whole and cut. */

#include "nfq/inspect/tls.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, enum inspect_result r)
{
	must(f->nnames == (r == INSPECT_FOUND));
	must((f->wrong != FIELD_NONE) == (r == INSPECT_BAD));
	must_be_plain(&f->names[0]);
	must((f->names[0].len > 0) == (r == INSPECT_FOUND));
}

/* More bytes may complete a result; they never turn it into another. */
static void check_later(const struct finding *before, enum inspect_result b,
			const struct finding *after, enum inspect_result a)
{
	switch (b) {
	case INSPECT_FOUND:
		must(a == INSPECT_BAD || (a == INSPECT_FOUND &&
		     same_name(&before->names[0], &after->names[0])));
		break;
	case INSPECT_NONE:
		must(a == INSPECT_NONE || a == INSPECT_BAD);
		break;
	case INSPECT_FOREIGN:
	case INSPECT_BAD:
	case INSPECT_LOST:
		must(a == b);
		break;
	case INSPECT_MORE:
		break;
	}
}

static void check_bare(const uint8_t *data, size_t size, size_t cut)
{
	static struct finding all, part;
	enum inspect_result a, b;

	finding_clear(&all, PROTO_TLS);
	finding_clear(&part, PROTO_TLS);
	a = tls_inspect_hello(data, size, false, &all);
	b = tls_inspect_hello(data, cut, true, &part);
	must(a != INSPECT_MORE);
	check(&all, a);
	check(&part, b);
	check_later(&part, b, &all, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size);
	enum inspect_result a = tls_inspect(data, size, &all);
	enum inspect_result b = tls_inspect(data, cut, &part);

	check(&all, a);
	check(&part, b);
	check_later(&part, b, &all, a);
	check_bare(data, size, cut);
	return 0;
}
