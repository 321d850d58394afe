/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heads of HTTP requests, and the lines between chunks. */

#include "nfq/inspect/http.h"
#include "tests/fuzz/fuzz.h"

/* A line is given up on when it is longer than this and has no end. */
enum { LONG_LINE = 8192, LONG_CHUNK_LINE = 256 };

static void check(const struct finding *f, enum inspect_result r,
		  const uint8_t *data, size_t size)
{
	must(f->nnames <= FINDING_NAMES);
	must((f->wrong != FIELD_NONE) == (r == INSPECT_BAD));
	for (unsigned i = 0; i < f->nnames; i++) {
		must_be_plain(&f->names[i]);
		must(f->names[i].len > 0);
	}
	if (r == INSPECT_FOUND || r == INSPECT_NONE)
		must(f->used > 0 && f->used <= size);
	if (f->method.len > 0)
		must(f->method.p >= data && f->method.len <=
		     (size_t)(data + size - f->method.p));
}

/* A message is complete where it is used up, not before; and what is behind
 * it does not change it. */
static void check_cut(const struct finding *all, enum inspect_result r,
		      const struct finding *part, enum inspect_result before,
		      size_t cut)
{
	if (r == INSPECT_FOUND || r == INSPECT_NONE)
		must(before == (cut < all->used ? INSPECT_MORE : r));
	if (before == INSPECT_MORE)
		return;
	must(r == before && all->used == part->used);
	must(all->nnames == part->nnames && all->body == part->body);
	must(all->body_length == part->body_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size);
	enum inspect_result r = http_inspect(data, size, &all);
	enum inspect_result before = http_inspect(data, cut, &part);

	check(&all, r, data, size);
	check(&part, before, data, cut);
	must((r == INSPECT_FOUND) <= (all.nnames > 0));
	must(all.body == BODY_LENGTH || all.body_length == 0);
	if (cut <= LONG_LINE)
		check_cut(&all, r, &part, before, cut);

	r = http_inspect_chunk(data, size, &all);
	before = http_inspect_chunk(data, cut, &part);
	check(&all, r, data, size);
	check(&part, before, data, cut);
	must(all.nnames == 0 && r != INSPECT_FOREIGN && r != INSPECT_NONE);
	must(all.body == BODY_CHUNKED || all.body_length == 0);
	if (cut <= LONG_CHUNK_LINE)
		check_cut(&all, r, &part, before, cut);
	return 0;
}
