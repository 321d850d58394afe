/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies between the chunks of HTTP bodies, whole and in two pieces. */

#include "nfq/inspect/chunk.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, enum inspect_result r, size_t size)
{
	must(r == INSPECT_FOUND || r == INSPECT_MORE || r == INSPECT_LOST);
	must((f->wrong != FIELD_NONE) == (r == INSPECT_LOST));
	must(f->used <= size);
	must((f->body == BODY_CHUNKED) == (f->body_length > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	struct chunk_state s = { .at = 0 };
	size_t cut = cut_of(data, size);
	enum inspect_result r = chunk_inspect(data, size, &all), first;

	check(&all, r, size);
	first = chunk_read(&s, data, cut, &part);
	check(&part, first, cut);
	if (first == INSPECT_MORE) {
		size_t used = part.used;

		first = chunk_read(&s, data + used, size - used, &part);
		check(&part, first, size - used);
		part.used += used;
	}
	must(first == r && part.body_length == all.body_length);
	if (r != INSPECT_MORE)
		must(part.used == all.used);
	return 0;
}
