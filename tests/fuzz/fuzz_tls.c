/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TLS hellos in records and bare; whole, cut, and in pieces. */

#include "nfq/inspect/tls.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, enum inspect_result r)
{
	must(f->nnames <= FINDING_NAMES && f->port == 0);
	must((f->wrong != FIELD_NONE) == (r == INSPECT_BAD));
	must(r != INSPECT_LOST);
	for (unsigned i = 0; i < f->nnames; i++) {
		must_be_plain(&f->names[i]);
		must(f->names[i].len > 0);
	}
}

/* It has more names than are kept: it is refused, whichever they are. */
static bool is_crowded(const struct finding *f, enum inspect_result r)
{
	return r == INSPECT_BAD && f->hides && f->nnames > 0;
}

static void check_all(const struct finding *f, enum inspect_result r)
{
	check(f, r);
	must(f->nnames > 0 || r != INSPECT_FOUND);
	must(f->nnames == 0 || r == INSPECT_FOUND || is_crowded(f, r));
}

/* More bytes may complete a result; they never turn it into another. */
static void check_later(const struct finding *before, enum inspect_result b,
			const struct finding *after, enum inspect_result a)
{
	if (b == INSPECT_MORE)
		return;
	must(a == b || is_crowded(after, a));
	must(after->nnames >= before->nnames);
	for (unsigned i = 0; i < before->nnames; i++)
		must(same_name(&before->names[i], &after->names[i]));
	must(!before->tls.ech || after->tls.ech);
	must(before->tls.retry || !after->tls.retry);
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
	check_all(&all, a);
	check_all(&part, b);
	check_later(&part, b, &all, a);
}

/* In pieces it has the same names, and is the same in the end. */
static void check_pieces(const struct finding *all, enum inspect_result r,
			 const uint8_t *data, size_t size)
{
	static struct finding f;
	struct tls_state s = { .began = false };
	uint64_t random = size + 1;
	size_t at = 0, have = 0;
	enum inspect_result part;
	unsigned names = 0;

	do {
		random = random * 6364136223846793005u + 1442695040888963407u;
		have += 1 + (random >> 33) % (1 + (random >> 60) * 9);
		have = have < size ? have : size;
		part = tls_read(&s, data + at, have - at, &f);
		check(&f, part);
		must(f.used <= have - at);
		for (unsigned i = 0; i < f.nnames; i++, names++)
			must(names < all->nnames &&
			     same_name(&f.names[i], &all->names[names]));
		at += f.used;
	} while ((part == INSPECT_MORE || part == INSPECT_FOUND) &&
		 have < size);
	must(part == r && names == all->nnames);
	if (r == INSPECT_FOREIGN)
		return;
	must(f.tls.ech == all->tls.ech && f.tls.retry == all->tls.retry &&
	     f.tls.version == all->tls.version);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size);
	enum inspect_result a = tls_inspect(data, size, &all);
	enum inspect_result b = tls_inspect(data, cut, &part);

	check_all(&all, a);
	check_all(&part, b);
	check_later(&part, b, &all, a);
	check_bare(data, size, cut);
	check_pieces(&all, a, data, size);
	return 0;
}
